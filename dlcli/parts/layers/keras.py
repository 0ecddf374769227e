"""A layer of Keras that has no word here."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from dlcli.ground.quiet import without_stderr
from dlcli.parts import shelf
from dlcli.parts.facts import Shape
from dlcli.parts.layers._keras_names import NAMES
from dlcli.parts.layers._layer import Layer, ShapeProblem, Weight, shape_text
from dlcli.parts.part import problem


def _known(name: str) -> str:
    word = next((each for each in shelf.words("layers") if each.replace("_", "") == name.lower()), None)
    if word is not None:
        raise problem("wrong-value", "", expected=f"another class: this one is `type: {word}`", value=name)
    if name not in NAMES:
        rule = "the name of a layer that Keras exports, runs no code of others and has no word here"
        raise problem("wrong-value", "", expected=f"{rule} (dlcli explain keras)", value=name)
    return name


def _plain(values: dict[str, object]) -> dict[str, object]:
    for key, value in values.items():
        if not _is_plain(value):
            raise problem("wrong-value", "", expected=f"a number, a text or a list of them for {key}", value=value)
    return values


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float)


class Keras(Layer):
    """Another layer that Keras exports, by the name of its class, with its arguments as Keras has them.

    Its shapes and weights are asked of Keras, so that a recipe with such a row loads TensorFlow when it is checked.
    Classes: ActivityRegularization, AdaptiveAveragePooling3D, AdaptiveMaxPooling3D, AugMix, AutoContrast, CenterCrop,
    ContrastLimitedAdaptiveHistogramEqualization, ConvLSTM3D, Identity, MelSpectrogram,
    RandAugment, RandomColorDegeneration, RandomColorJitter, RandomCrop, RandomElasticTransform, RandomGrayscale,
    RandomInvert, RandomPerspective, RandomPosterization, RandomSharpness, ReversibleEmbedding, STFTSpectrogram,
    Solarization. What runs code that it is given (Lambda, TFSMLayer) is refused; arguments are numbers, texts, lists.

    Shapes:
        as Keras says.

    Example:
        type: keras
        class: ActivityRegularization
        arguments: {l2: 0.01}
    """

    own: ClassVar[frozenset[str]] = Layer.own | {"exported", "given"}

    exported: Annotated[str, AfterValidator(_known)] = Field(alias="class")
    """The class in keras.layers."""
    given: Annotated[dict[str, object], AfterValidator(_plain)] = Field(default_factory=dict, alias="arguments")
    """What its constructor is given."""

    def output_shape(self, *shapes: Shape) -> Shape:
        return None if shapes[0] is None else self._asked(shapes[0])[0]

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return () if shapes[0] is None else self._asked(shapes[0])[1]

    def _asked(self, shape: tuple[int | None, ...]) -> tuple[Shape, tuple[Weight, ...]]:
        found, reason = _tried(self.exported, json.dumps(self.given, sort_keys=True), shape)
        if found is None:
            message = f"Keras does not make this {self.exported} of {shape_text(shape)}: {reason}"
            raise ShapeProblem(
                message, label=f"input is {shape_text(shape)}", help="look at Keras's page of this layer"
            )
        return found

    def build(self, **more: Any) -> Any:
        return _built(self.exported, self.given, **more)


def _built(exported: str, given: dict[str, Any], **more: Any) -> Any:
    from keras import layers

    return getattr(layers, exported)(**given, **more)


@lru_cache(maxsize=256)
def _tried(name: str, given: str, shape: tuple[int | None, ...]) -> tuple[tuple[Shape, tuple[Weight, ...]] | None, str]:
    """What Keras makes of an input, or why it does not."""
    # What TensorFlow writes when it is loaded is nothing to a person who checks a recipe.
    for variable in ("TF_CPP_MIN_LOG_LEVEL", "ABSL_MIN_LOG_LEVEL"):
        os.environ.setdefault(variable, "3")
    with without_stderr() if "tensorflow" not in sys.modules else nullcontext():
        from keras import KerasTensor, StatelessScope

    try:
        # Without a value for any weight: the first would start the runtime, and devices could not be chosen any more.
        with StatelessScope(initialize_variables=False):
            layer = _built(name, json.loads(given))
            layer.build((None, *shape))
            output = layer.compute_output_spec(KerasTensor((None, *shape)))
    except Exception as error:  # noqa: BLE001 - whatever Keras says is the mistake
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return None, (lines[0] if lines else type(error).__name__)[:200]
    weights = tuple(Weight(each.name, tuple(each.shape), bool(each.trainable)) for each in layer.weights)
    return (tuple(output.shape[1:]), weights), ""

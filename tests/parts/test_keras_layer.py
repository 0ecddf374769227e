"""The row `keras`: every layer that Keras exports is reached by it, by a word, or refused for a reason."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from pydantic import ValidationError

from dlcli.build.network import build_networks
from dlcli.parts import shelf
from dlcli.parts.layers._keras_names import NAMES
from dlcli.parts.layers.keras import Keras
from dlcli.parts.part import keras_class
from dlcli.recipe.check import check
from dlcli.recipe.diagnostics import RecipeError
from tests.conftest import REPOSITORY
from tests.parts.cases import read

RUN_CODE = {"FlaxLayer", "JaxLayer", "Lambda", "TFSMLayer", "TorchModuleWrapper"}
TAKE_LAYERS = {"Pipeline", "RNN", "SpectralNormalization", "StackedRNNCells", "Wrapper"}
LEARN = {
    "Discretization", "HashedCrossing", "Hashing", "IntegerLookup", "Normalization", "StringLookup",
    "TextVectorization",
}  # fmt: skip
"""Transforms."""
NO_ROWS = {
    "Activation", "CutMix", "Equalization", "GRUCell", "GroupQueryAttention", "InputLayer", "InputSpec", "LSTMCell",
    "Layer", "MaxNumBoundingBoxes", "MixUp", "SimpleRNNCell",
}  # fmt: skip
"""Parts of other layers; what takes boxes, labels or a query with other inputs; what Keras cannot put into a model."""
ARGUMENTS: dict[str, dict[str, Any]] = {
    "AdaptiveAveragePooling3D": {"output_size": 2},
    "AdaptiveMaxPooling3D": {"output_size": 2},
    "CenterCrop": {"height": 4, "width": 5},
    "ConvLSTM3D": {"filters": 2, "kernel_size": 2},
    "MelSpectrogram": {"sampling_rate": 1000, "fft_length": 32, "num_mel_bins": 8},
    "RandomColorDegeneration": {"factor": 0.5},
    "RandomCrop": {"height": 4, "width": 5},
    "RandomPosterization": {"factor": 4},
    "RandomSharpness": {"factor": 0.5},
    "ReversibleEmbedding": {"input_dim": 300, "output_dim": 3},
    "STFTSpectrogram": {"frame_length": 32, "frame_step": 8, "fft_length": 32},
}
SHAPES = {
    "AdaptiveAveragePooling3D": (4, 4, 4, 2),
    "AdaptiveMaxPooling3D": (4, 4, 4, 2),
    "ConvLSTM3D": (2, 4, 4, 4, 2),
    "MelSpectrogram": (64,),
    "STFTSpectrogram": (64, 1),
    "ReversibleEmbedding": (7,),
}


def exported() -> set[str]:
    return {name for name in dir(keras.layers) if isinstance(getattr(keras.layers, name), type)}


def test_every_exported_layer_is_accounted_for() -> None:
    words = {keras_class("layers", shelf.part("layers", word).keras_name or word) for word in _in_keras()}
    by_word = {name for name in exported() if getattr(keras.layers, name) in words}
    augmentations = {keras_class("augmentations", word).__name__ for word in shelf.words("augmentations") if _has(word)}
    rest = exported() - by_word - augmentations - RUN_CODE - TAKE_LAYERS - LEARN - NO_ROWS
    assert rest == NAMES
    listed = (Keras.__doc__ or "").partition("Classes: ")[2].partition(".")[0]
    assert set(listed.replace(",", "").split()) == NAMES


def _in_keras() -> list[str]:
    return [word for word in shelf.words("layers") if _has(word)]


def _has(word: str) -> bool:
    try:
        keras_class("layers", word)
    except LookupError:
        return False
    return True


@pytest.mark.parametrize("name", sorted(NAMES))
def test_rows_have_the_shapes_and_weights_that_keras_makes(name: str, tmp_path: Path) -> None:
    part: Any = read("layers", "keras", {"class": name, "arguments": ARGUMENTS.get(name, {})})
    shape = SHAPES.get(name, (8, 8, 3))
    layer = part.build(name="row")
    raw = keras.Input(shape)
    model = keras.Model(raw, layer(raw))
    assert part.output_shape(shape) == model.output_shape[1:]
    assert [tuple(each.shape) for each in part.weight_shapes(shape)] == [tuple(each.shape) for each in layer.weights]
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    data = np.random.default_rng(0).uniform(0, 200, (2, *shape)).astype("float32")
    np.testing.assert_array_equal(model(data, training=False), loaded(data, training=False))


def expected(fields: dict[str, Any]) -> str:
    """The rule that the one mistake of a row is told with."""
    with pytest.raises(ValidationError) as caught:
        read("layers", "keras", fields)
    (mistake,) = caught.value.errors()
    return str(mistake["ctx"]["expected"])


WITHOUT_RUNTIME = """
from tensorflow.python.eager import context
from tests.parts.cases import read
from tests.parts.test_keras_layer import ARGUMENTS, NAMES, SHAPES
for name in sorted(NAMES):
    part = read("layers", "keras", {"class": name, "arguments": ARGUMENTS.get(name, {})})
    part.output_shape(SHAPES.get(name, (8, 8, 3)))
    assert context.context()._context_handle is None, name
"""


def test_devices_can_still_be_chosen_when_a_recipe_was_checked() -> None:
    command = [sys.executable, "-c", WITHOUT_RUNTIME]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", sorted(RUN_CODE | TAKE_LAYERS | LEARN | NO_ROWS))
def test_what_runs_code_or_is_no_row_is_refused(name: str) -> None:
    assert "runs no code of others and has no word here" in expected({"class": name})


def test_what_has_a_word_is_written_by_it() -> None:
    assert expected({"class": "Conv2D"}) == "another class: this one is `type: conv2d`"


def test_arguments_are_plain() -> None:
    config = {"class_name": "Lambda", "config": {}}
    fields = {"class": "Identity", "arguments": {"layer": [config]}}
    assert expected(fields) == "a number, a text or a list of them for layer"


RECIPE = """
data: {source: digits, transforms: [{type: scale_to, range: [0, 1]}]}
layers:
  - {type: keras, class: CenterCrop, arguments: {height: 6, width: 5}}
  - flatten
  - {type: dense, units: 10, activation: softmax}
"""


def test_rows_after_it_know_its_shape(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(RECIPE, "utf-8")
    checked = check(tmp_path / "recipe.yaml")
    assert checked.parameters() == 30 * 10 + 10
    assert build_networks(checked, seed=0)["layers"].count_params() == 310


def test_what_keras_does_not_make_is_told_at_the_row(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(RECIPE.replace("height", "heigth"), "utf-8")
    with pytest.raises(RecipeError) as caught:
        check(tmp_path / "recipe.yaml")
    (told,) = caught.value.diagnostics
    assert told.code == "shape-mismatch"
    assert told.message.startswith("Keras does not make this CenterCrop of (8, 8, 1): CenterCrop.__init__() ")
    assert told.place is not None
    assert told.place.line == 4


def test_checking_it_writes_nothing_but_the_verdict(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(RECIPE, "utf-8")
    command = [sys.executable, "-m", "dlcli", "validate", str(tmp_path / "recipe.yaml")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")

"""The transforms in front of networks: Keras layers by feature, and the models that take raw input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.network import free_name
from dlcli.build.precision import full_precision, keep_digits
from dlcli.build.table import side_by_side
from dlcli.build.undoing import brought_back, inverse, label_of_undoing, undo
from dlcli.ground.errors import CheckpointError
from dlcli.parts.facts import TABLE, Facts, Feature
from dlcli.parts.transforms._transform import Transform
from dlcli.recipe.check import Checked
from dlcli.recipe.transformed import given_to, transforms_of

if TYPE_CHECKING:
    import keras
    import numpy as np

Fitted = Mapping[str, Mapping[str, "np.ndarray"]]
"""What each transform learned, by its number."""
Front = Mapping[str, Sequence["keras.layers.Layer"]]
"""The Keras layers of the transforms, in order, by feature."""


def build_front(checked: Checked, fitted: Fitted) -> Front:
    """The Keras layers of the transforms."""
    return {
        name: [
            built_transform(transform, feature, fitted.get(number, {}))
            for number, transform, feature in each_transform(checked, name)
        ]
        for name in transforms_of(checked.recipe, checked.facts)
    }


def each_transform(checked: Checked, name: str) -> Iterator[tuple[str, Transform, Feature]]:
    """Each transform of a feature with its number, and the facts of what it is given."""
    feature = given_to(checked.facts, name)
    for number, _, transform in transforms_of(checked.recipe, checked.facts)[name]:
        yield number, transform, feature
        feature = transform.feature(feature)


def built_transform(transform: Transform, feature: Feature, fitted: Mapping[str, np.ndarray]) -> keras.layers.Layer:
    """The Keras layer of a transform, with its constants made: in a pipeline's graph they would be lost with it."""
    with full_precision():
        try:
            layer = transform.build_for(feature, fitted)
        except KeyError as missing:
            raise CheckpointError(
                f"what {transform.word} learned from the data is not there",
                where="the run's folder fitted",
                help="put it back, or start a new run",
            ) from missing
        if feature.shape is not None and not layer.built:
            layer.build((None, *feature.shape))
        keep_digits(layer)
    return layer


def with_front(front: Front, network: keras.Model, facts: Facts) -> keras.Model:
    """The model that takes raw input: the transforms of each feature, the network, and what undoes those of labels."""
    import keras

    taken = network.input if isinstance(network.input, dict) else {network.inputs[0].name: network.inputs[0]}
    # The only input of a network that was put together may be called otherwise than the feature.
    only = next((name for name in front if name in facts.features), "") if len(taken) == 1 else ""
    back = {name: undo(front, name) for name in facts.labels if front.get(name)}
    called = {
        name: next((each for each in (name, name.rstrip("_")) if each in facts.features), only or name)
        for name in taken
    }
    raw = _Raw(front, facts, network)
    tensors = {name: raw.feature(called[name], tensor) for name, tensor in taken.items()}
    if not raw.changed and not back:
        return network
    name = f"{network.name}_on_raw_input"
    if len(raw.inputs) == 1 and not raw.of_table:
        return keras.Model(*raw.inputs.values(), brought_back(network(*tensors.values()), back), name=name)
    given = tensors if len(taken) > 1 else next(iter(tensors.values()))
    return keras.Model(raw.inputs, brought_back(network(given), back), name=name)


def input_name(feature: str) -> str:
    """What a model calls a feature: columns are called as people like, and Keras takes no slash."""
    return feature.replace("/", "_")


class _Raw:
    """The raw inputs of a model, each made once, and features behind their transforms."""

    def __init__(self, front: Front, facts: Facts, network: keras.Model) -> None:
        self._front, self._facts = front, facts
        self._names = [network.name, *(layer.name for layers in front.values() for layer in layers)]
        self._behind: dict[str, Any] = {}
        self.inputs: dict[str, Any] = {}
        self.changed, self.of_table = False, False

    def feature(self, name: str, tensor: Any) -> Any:
        """A feature behind its transforms; `tensor` is what the network calls it."""
        feature = self._facts.features.get(name)
        if feature is not None and feature.beside:
            self.changed = self.of_table = True
            return side_by_side(feature, self._column, lambda values: self._through(name, values))
        if name not in self._behind:
            shape = feature.shape if feature is not None and self._front.get(name) else tensor.shape[1:]
            self._behind[name] = self._through(name, self._input(name, shape, feature))
        return self._behind[name]

    def _column(self, name: str) -> Any:
        """A column of a table behind its transforms."""
        if name not in self._behind:
            self._behind[name] = self._through(name, self._input(name, (), self._facts.features[name]))
        return self._behind[name]

    def _input(self, name: str, shape: Any, feature: Feature | None) -> Any:
        import keras

        dtype = "string" if feature is not None and feature.text else None
        made = keras.Input(shape, name=free_name(input_name(name), self._names), dtype=dtype)
        self._names.append(made.name)
        self.inputs[made.name] = made
        return made

    def _through(self, name: str, values: Any) -> Any:
        for layer in self._front.get(name) or ():
            self.changed = True
            values = layer(values)
        return values


def parted(model: keras.Model) -> tuple[Front, keras.Model]:
    """The transforms and the network of a model that `with_front` made."""
    import keras

    from dlcli.keras_objects.side_by_side import SideBySide

    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    front: dict[str, list[keras.layers.Layer]] = {}
    for layer in [each for each in layers if label_of_undoing(each) is not None]:
        layers.remove(layer)
        front.setdefault(str(label_of_undoing(layer)), []).insert(0, inverse(layer))
    inner = [layer for layer in layers if isinstance(layer, keras.Model)]
    # A model of several networks holds more than one; transforms are plain layers.
    if len(inner) != 1 or layers[-1] is not inner[0]:
        return {}, model
    for layer in layers[:-1]:
        if not isinstance(layer, SideBySide):
            front.setdefault(_feature_before(layer), []).append(layer)
    return front, layers[-1]


def _feature_before(layer: Any) -> str:
    """The name of the input from which a layer's own input came, or that of the table."""
    import keras

    from dlcli.keras_objects.side_by_side import SideBySide

    while not isinstance(layer, keras.layers.InputLayer):
        if isinstance(layer, SideBySide):
            return TABLE
        (tensor,) = layer._inbound_nodes[0].input_tensors  # noqa: SLF001
        layer = tensor._keras_history.operation  # noqa: SLF001
    return str(layer.name)

"""The graph of a recipe -> a Keras model; transforms -> the layers in front of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.parts.facts import Facts, Feature
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._wrapper import Wrapper
from dlcli.parts.transforms._transform import Transform
from dlcli.recipe.check import Checked
from dlcli.recipe.graph import Input
from dlcli.recipe.model import Regularization

if TYPE_CHECKING:
    import keras
    import numpy as np

REGULARIZERS = ("kernel_regularizer", "bias_regularizer", "activity_regularizer")
Fitted = Mapping[str, Mapping[str, "np.ndarray"]]
"""What each transform learned, by its number in the list."""


def build_network(checked: Checked, *, seed: int) -> keras.Model:
    """The Keras model of `layers`, on the features as the transforms leave them; weights drawn from the seed."""
    import keras

    keras.utils.set_random_seed(seed)
    graph = checked.graph.graph
    tensors: list[Any] = []
    inputs: dict[str, Any] = {}
    for node in graph.nodes:
        if isinstance(node, Input):
            inputs[node.feature] = keras.Input(_shape(checked.features, node.feature), name=node.feature)
            tensors.append(inputs[node.feature])
            continue
        layer = _with_defaults(node.layer, checked.recipe.regularization).build(name=node.path)
        given, named = node.layer.call_inputs([tensors[number] for number in node.inputs])
        tensors.append(layer(*given, **named))
    one = next(iter(inputs.values())) if len(inputs) == 1 else inputs
    return keras.Model(one, _outputs(checked, tensors), name=checked.recipe.name)


def _outputs(checked: Checked, tensors: Sequence[Any]) -> Any:
    """The output; by label where there are several."""
    by_label = {head.label: tensors[head.node] for head in checked.heads}
    return next(iter(by_label.values())) if len(by_label) == 1 else by_label


def _shape(facts: Facts, feature: str) -> tuple[int | None, ...]:
    shape = facts.features[feature].shape
    assert shape is not None
    return shape


def _with_defaults(layer: Layer, regularization: Regularization) -> Layer:
    """The layer, and one inside it, with the recipe's regularizers, where it names none of its own."""
    fields = type(layer).model_fields
    filled: dict[str, Any] = {
        name: getattr(regularization, name)
        for name in REGULARIZERS
        if name in fields and getattr(layer, name) is None and getattr(regularization, name) is not None
    }
    if isinstance(layer, Wrapper):
        filled["layer"] = _with_defaults(layer.layer, regularization)
    return layer.model_copy(update=filled) if filled else layer


def build_front(checked: Checked, fitted: Fitted) -> list[keras.layers.Layer]:
    """The Keras layers of the transforms, in order."""
    name = checked.facts.only_feature()
    if name is None:
        return []
    feature, layers = checked.facts.features[name], []
    for index, transform in enumerate(checked.recipe.data.transforms):
        layers.append(built_transform(transform, feature, fitted.get(str(index), {})))
        feature = transform.feature(feature)
    return layers


def built_transform(transform: Transform, feature: Feature, fitted: Mapping[str, np.ndarray]) -> keras.layers.Layer:
    """The Keras layer of a transform, with its constants made: in a pipeline's graph they would be lost with it."""
    layer = transform.build_for(feature, fitted)
    if feature.shape is not None and not layer.built:
        layer.build((None, *feature.shape))
    return layer


def with_front(front: Sequence[keras.layers.Layer], network: keras.Model, feature: Feature, name: str) -> keras.Model:
    """The model that takes raw input: the transforms, then the network as its last layer."""
    import keras

    if not front:
        return network
    assert feature.shape is not None
    raw = keras.Input(feature.shape, name=name)
    tensor = raw
    for layer in front:
        tensor = layer(tensor)
    return keras.Model(raw, network(tensor), name=f"{network.name}_on_raw_input")


def parted(model: keras.Model) -> tuple[list[keras.layers.Layer], keras.Model]:
    """The transforms and the network of a model that `with_front` made."""
    import keras

    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    if layers and isinstance(layers[-1], keras.Model):
        return layers[:-1], layers[-1]
    return [], model

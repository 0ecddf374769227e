"""The graphs of a recipe -> Keras models; transforms -> the layers in front of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.precision import full_nodes, full_precision, keep_digits, set_precision
from dlcli.ground.errors import CheckpointError
from dlcli.parts.facts import Feature
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._wrapper import Wrapper
from dlcli.parts.objectives._objective import SINGLE
from dlcli.parts.transforms._transform import Transform
from dlcli.recipe.check import Checked
from dlcli.recipe.graph import Input
from dlcli.recipe.networks import taken_rows
from dlcli.recipe.regularization import Regularization
from dlcli.recipe.shapes import SizedGraph

if TYPE_CHECKING:
    import keras
    import numpy as np

REGULARIZERS = ("kernel_regularizer", "bias_regularizer", "activity_regularizer")
Fitted = Mapping[str, Mapping[str, "np.ndarray"]]
"""What each transform learned, by its number in the list."""


def build_networks(checked: Checked, *, seed: int) -> dict[str, keras.Model]:
    """The Keras models by name, on the features as the transforms leave them; weights drawn from the seed."""
    import keras

    set_precision(checked.recipe)
    keras.utils.set_random_seed(seed)
    networks = {name: _built(checked, name, network) for name, network in checked.networks.items()}
    keep_digits(*networks.values())
    return networks


def _built(checked: Checked, name: str, network: SizedGraph) -> keras.Model:
    import keras

    tensors: list[Any] = []
    inputs: dict[str, Any] = {}
    in_full = full_nodes(checked, name)
    for number, node in enumerate(network.graph.nodes):
        if isinstance(node, Input):
            shape = network.inputs[node.feature].shape
            assert shape is not None
            inputs[node.feature] = keras.Input(shape, name=node.feature)
            tensors.append(inputs[node.feature])
            continue
        given, named = node.layer.call_inputs([tensors[each] for each in node.inputs])
        with full_precision(wanted=number in in_full):
            layer = _with_defaults(node.layer, checked.recipe.regularization).build(name=label_of(network, number))
            tensors.append(layer(*given, **named))
            layer.trainable = number not in network.frozen or checked.thaws_at() is not None
    one = next(iter(inputs.values())) if len(inputs) == 1 else inputs
    label = checked.recipe.name or name if name == SINGLE else name
    outputs = {key: tensors[node] for key, node in output_nodes(checked, name).items()}
    return keras.Model(one, outputs if len(outputs) > 1 else next(iter(outputs.values())), name=label)


def label_of(network: SizedGraph, number: int) -> str:
    """What the Keras layer of a row is called: by the row's path, unless a feature has that name."""
    entering, paths = network.graph.features(), {each: step.path for each, step in network.graph.steps()}
    path = paths[number]
    return free_name(path, {*entering, *paths.values()}) if path in entering else path


def output_nodes(checked: Checked, name: str) -> dict[str, int]:
    """The nodes that a network gives, by label where there are several, or by the row that another network takes."""
    from dlcli.keras_objects.chained import OUTPUT

    heads = [head for head in checked.heads if head.network == name]
    if len(heads) > 1:
        return {head.label: head.node for head in heads}
    node = heads[0].node if heads else checked.networks[name].graph.output
    assert node is not None
    return {OUTPUT: node, **taken_rows(checked.networks, name, checked.recipe.objective)}


def free_name(wanted: str, taken: Collection[str]) -> str:
    """A name like the one that is wanted, beside those that are taken: Keras wants each once in a model."""
    while wanted in taken:
        wanted += "_"
    return wanted


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
    return [
        built_transform(transform, feature, fitted.get(number, {}))
        for number, transform, feature in each_transform(checked)
    ]


def each_transform(checked: Checked) -> Iterator[tuple[str, Transform, Feature]]:
    """Each transform with its number in the list, and the facts of what it is given."""
    name = checked.facts.only_feature()
    if name is None:
        return
    feature = checked.facts.features[name]
    for index, transform in enumerate(checked.recipe.data.transforms):
        yield str(index), transform, feature
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


def with_front(front: Sequence[keras.layers.Layer], network: keras.Model, feature: Feature, name: str) -> keras.Model:
    """The model that takes raw input: the transforms of one feature, then the network as its last layer."""
    import keras

    if not front:
        return network
    assert feature.shape is not None
    raw = keras.Input(feature.shape, name=free_name(name, (network.name, *(layer.name for layer in front))))
    tensor = raw
    for layer in front:
        tensor = layer(tensor)
    called = f"{network.name}_on_raw_input"
    others = {each.name: keras.Input(each.shape[1:], name=each.name) for each in network.inputs if each.name != name}
    if not others or len(network.inputs) == 1:
        return keras.Model(raw, network(tensor), name=called)
    return keras.Model({name: raw, **others}, network({name: tensor, **others}), name=called)


def parted(model: keras.Model) -> tuple[list[keras.layers.Layer], keras.Model]:
    """The transforms and the network of a model that `with_front` made."""
    import keras

    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    inner = [layer for layer in layers if isinstance(layer, keras.Model)]
    # A model of several networks holds more than one; transforms are plain layers.
    if len(inner) == 1 and layers[-1] is inner[0]:
        return layers[:-1], layers[-1]
    return [], model


def networks_in(model: keras.Model, names: Sequence[str]) -> dict[str, keras.Model]:
    """The networks of the model that a run stands for, as an objective's `whole` put them together.

    Raises:
        ValueError: it has no network of that name.
    """
    if tuple(names) == (SINGLE,):
        return {SINGLE: model}
    return {name: model.get_layer(name) for name in names}

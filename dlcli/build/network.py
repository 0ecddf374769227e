"""The graphs of a recipe -> Keras models; transforms -> the layers in front of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.precision import full_nodes, full_precision, keep_digits, set_precision
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._state import State
from dlcli.parts.layers._wrapper import Wrapper
from dlcli.parts.objectives._objective import SINGLE
from dlcli.recipe.check import Checked
from dlcli.recipe.graph import Input
from dlcli.recipe.networks import taken_rows
from dlcli.recipe.regularization import Regularization
from dlcli.recipe.shapes import SizedGraph

if TYPE_CHECKING:
    import keras

REGULARIZERS = ("kernel_regularizer", "bias_regularizer", "activity_regularizer")


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
    of_states = {node.inputs[0] for _, node in network.graph.steps() if isinstance(node.layer, State)}
    states: dict[int, list[Any]] = {}
    for number, node in enumerate(network.graph.nodes):
        if isinstance(node, Input):
            shape = network.inputs[node.feature].shape
            assert shape is not None
            inputs[node.feature] = keras.Input(shape, name=node.feature)
            tensors.append(inputs[node.feature])
            continue
        if isinstance(node.layer, State):
            state = node.layer.build(name=label_of(network, number))
            pieces = states[node.inputs[0]]
            tensors.append(state(pieces if node.layer.pieces > 1 else pieces[0]))
            continue
        given, named = node.layer.call_inputs([tensors[each] for each in node.inputs])
        remembered = {"return_state": True} if number in of_states else {}
        with full_precision(wanted=number in in_full):
            part = _with_defaults(node.layer, checked.recipe.regularization)
            layer = part.build(name=label_of(network, number), **remembered)
            made = layer(*given, **named)
            if remembered:
                made, *states[number] = made
            tensors.append(made)
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


def networks_in(model: keras.Model, names: Sequence[str]) -> dict[str, keras.Model]:
    """The networks of the model that a run stands for, as an objective's `whole` put them together.

    Raises:
        ValueError: it has no network of that name.
    """
    if tuple(names) == (SINGLE,):
        return {SINGLE: model}
    return {name: model.get_layer(name) for name in names}

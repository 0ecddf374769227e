"""The float types in which a network is built, trained and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from dlcli.parts.layers._layer import Activation, Layer
from dlcli.parts.layers._wrapper import Wrapper
from dlcli.recipe.check import Checked
from dlcli.recipe.graph import Graph, Input, Step
from dlcli.recipe.memory import WEIGHT_TYPES
from dlcli.recipe.model import Recipe

READ_WHOLE_NUMBERS = frozenset({"embedding", "category_encoding"})
NOT_IN_16_BITS = frozenset({"average_pooling3d", "max_pooling3d"})
"""TensorFlow has no float16 for these on a CPU."""
SHAPE_ONLY = frozenset({"flatten", "permute", "reshape"})


def set_precision(recipe: Recipe) -> None:
    """Tells Keras the float types of a recipe, whatever it was told for the one before."""
    import keras

    keras.config.set_floatx(WEIGHT_TYPES[recipe.training.precision])
    keras.config.set_dtype_policy(recipe.training.precision)


@contextmanager
def full_precision(*, wanted: bool = True) -> Iterator[None]:
    """What is built within computes in the type of the weights, if that is wanted, under a mixed precision too."""
    import keras

    policy = keras.config.dtype_policy()
    if wanted:
        keras.config.set_dtype_policy(keras.config.floatx())
    try:
        yield
    finally:
        keras.config.set_dtype_policy(policy)


def keep_digits(*objects: Any) -> None:
    """Lets the numbers that layers and optimizers were given count with all their digits in float64.

    Keras makes float32 of a Python number before it makes float64 of that; it leaves a NumPy number as it is.
    """
    import keras

    if keras.config.floatx() == "float64":
        seen = set[int]()
        for each in objects:
            _keep_digits(each, seen)


def _keep_digits(part: Any, seen: set[int]) -> None:
    import keras
    import numpy as np

    inside = (
        keras.layers.Layer
        | keras.regularizers.Regularizer
        | keras.constraints.Constraint
        | keras.optimizers.schedules.LearningRateSchedule
    )
    seen.add(id(part))
    for name, value in list(vars(part).items()):
        if type(value) is float:
            object.__setattr__(part, name, np.float64(value))
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, inside) and id(each) not in seen:
                _keep_digits(each, seen)
    if isinstance(part, keras.layers.Normalization) and part.built:
        part.input_mean, part.input_variance = np.array(part.input_mean), np.array(part.input_variance)
        part.build(part.get_build_config()["input_shape"])


def full_nodes(checked: Checked, name: str) -> frozenset[int]:
    """The nodes of a network that compute in the type of the weights under a mixed precision.

    These are the rows that give its outputs, or that the objective reads, as a share near 0 or 1 is lost in 16 bits,
    those whose numbers are looked up, as 16 bits cannot tell 2048 from 2049, and those that can only be computed so.
    """
    graph = checked.networks[name].graph
    outputs = [head.node for head in checked.heads if head.network == name]
    outputs += [graph.output] if graph.output is not None else []
    outputs += [graph.named[row] for row in checked.recipe.objective.rows.get(name, ())]
    outputs += [number for number, step in graph.steps() if step.layer.word in NOT_IN_16_BITS]
    lookups = [number for number, step in graph.steps() if _looks_up(step.layer)]
    # What an activation or a new shape is given must not be rounded before it, nor anything that is looked up.
    return _upstream(graph, outputs, past=_keeps_values) | _upstream(graph, lookups, past=lambda _: True)


def rounded_features(checked: Checked) -> frozenset[str]:
    """The features that a row takes in 16 bits under a mixed precision."""
    found = set[str]()
    for name, network in checked.networks.items():
        full = full_nodes(checked, name)
        taken = {each for number, step in network.graph.steps() if number not in full for each in step.inputs}
        nodes = (network.graph.nodes[each] for each in taken)
        found.update(node.feature for node in nodes if isinstance(node, Input))
    return frozenset(found)


def _upstream(graph: Graph, start: Iterable[int], *, past: Callable[[Layer], bool]) -> frozenset[int]:
    """These rows, and what they take, on and on past each layer for which `past` holds."""
    found, waiting = set[int](), list(start)
    while waiting:
        node = graph.nodes[number := waiting.pop()]
        if isinstance(node, Step) and number not in found:
            found.add(number)
            waiting += node.inputs if past(node.layer) else ()
    return frozenset(found)


def _keeps_values(layer: Layer) -> bool:
    return isinstance(layer, Activation) or layer.word in SHAPE_ONLY


def _looks_up(layer: Layer) -> bool:
    return layer.word in READ_WHOLE_NUMBERS or (isinstance(layer, Wrapper) and _looks_up(layer.layer))

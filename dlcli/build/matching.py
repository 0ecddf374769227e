"""Which layers of two networks of the same architecture are each other's, whatever they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import keras


class Pair(NamedTuple):
    """A layer and the one whose weights it can take."""

    own: keras.layers.Layer
    other: keras.layers.Layer


class Unlike(Exception):
    """The architectures differ."""


def matched(own: keras.Model, other: keras.Model) -> tuple[list[Pair], list[keras.layers.Layer]]:
    """The pairs of layers with weights, and the last layers of `own` whose shapes differ: a replaced head.

    Layers are put in order by how many layers with weights lie before them on the longest way from the input, those of
    one depth by their shapes: so that it does not matter in which order the ways of a block were written.

    Raises:
        Unlike: with what differs first, in words.
    """
    mine, theirs = _in_order(own), _in_order(other)
    pairs: list[Pair] = []
    for place, (one, two) in enumerate(zip(mine, theirs, strict=False)):
        if _shapes(one) == _shapes(two) and type(one).__name__ == type(two).__name__:
            pairs.append(Pair(one, two))
        elif place == len(mine) - 1 == len(theirs) - 1:
            return pairs, [one]
        else:
            raise Unlike(f"row {one.name} has {_in_words(one)}, {two.name} there {_in_words(two)}")
    if len(mine) != len(theirs):
        raise Unlike(f"it has {len(mine)} layers with weights, {other.name} has {len(theirs)}")
    return pairs, []


def _in_order(model: keras.Model) -> list[Any]:
    depths: dict[int, int] = {}
    found = []
    for place, operation in enumerate(model.operations):
        before = [depths.get(id(each.operation), 0) for node in _nodes(model, operation) for each in node.parent_nodes]
        weighted = bool(getattr(operation, "weights", ()))
        depths[id(operation)] = max(before, default=0) + weighted
        if weighted:
            found.append((depths[id(operation)], _shapes(operation), place, operation))
    return [each[-1] for each in sorted(found, key=lambda each: each[:-1])]


def _nodes(model: keras.Model, operation: Any) -> list[Any]:
    """Where an operation was called inside this model."""
    return [node for depth in model._nodes_by_depth.values() for node in depth if node.operation is operation]  # noqa: SLF001


def _shapes(layer: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(weight.shape) for weight in layer.weights)


def _in_words(layer: Any) -> str:
    shapes = " and ".join("×".join(map(str, shape)) for shape in _shapes(layer))
    return f"{type(layer).__name__} of {shapes}"

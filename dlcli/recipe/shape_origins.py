"""Where the shapes come from that do not fit: the row that made each, or the data."""

from __future__ import annotations

from collections.abc import Sequence

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.recipe.diagnostics import Note
from dlcli.recipe.graph import Graph, Input, Step, Where
from dlcli.recipe.nodes import Node, Scalar, at, place_of


def notes_on_inputs(step: Step, graph: Graph, shapes: Sequence[Shape], tree: Node) -> tuple[Note, ...]:
    """For each input of a row, its shape and what made it; rows that leave a shape as it is are passed over."""
    return tuple(_note(number, graph, shapes, tree, step.where) for number in step.inputs if shapes[number] is not None)


def _note(number: int, graph: Graph, shapes: Sequence[Shape], tree: Node, within: Where) -> Note:
    text = shape_text(shapes[number])
    while isinstance(node := graph.nodes[number], Step) and len(node.inputs) == 1:
        if shapes[node.inputs[0]] != shapes[number] or hasattr(node.layer, "kernel_initializer"):
            break
        number = node.inputs[0]
    if isinstance(node, Input) and within[0] == "networks":
        return Note(f"{text} is {node.feature!r}, which {within[1]} takes", place_of(tree, within[:2], key=True))
    if isinstance(node, Input):
        section = "transforms" if at(tree, ("data", "transforms")) is not None else "source"
        return Note(f"{text} is the data's {node.feature!r}", place_of(tree, ("data", section), key=True))
    return Note(f"{text} comes from {_word(node, tree)}", place_of(tree, (*node.where, "type")))


def _word(step: Step, tree: Node) -> str:
    """The word that a person wrote: `residual`, not the layer that adds its ways."""
    written = at(tree, (*step.where, "type"))
    return str(written.value) if isinstance(written, Scalar) else step.layer.word


def ways_that_differ(step: Step, shapes: Sequence[Shape], tree: Node) -> ShapeProblem | None:
    """The same mistake in the words of a residual, which names its ways; None for every other row."""
    if _word(step, tree) != "residual":
        return None
    main, shortcut = (shape_text(shapes[number]) for number in step.inputs)
    return ShapeProblem(
        f"residual cannot add main {main} and shortcut {shortcut}",
        label=f"main gives {main}, shortcut {shortcut}",
        help=f"give both ways one shape: a row in shortcut that makes {main} of its input, such as dense or a conv",
        code="merge-mismatch",
    )

"""A network as the boxes of a drawing: a box for each row, or for each block of rows as the recipe groups them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dlcli.parts.sizes import summed
from dlcli.recipe.graph import Input
from dlcli.recipe.shapes import SizedGraph
from dlcli.report import wording
from dlcli.report.layers import LayerSize, layer_sizes

COLORS = {
    "input": "#ffffff",
    "convolution": "#cfe2f7",
    "dense": "#d5efd3",
    "recurrent": "#f8e0c4",
    "attention": "#e8d5f2",
    "pooling": "#fbe3e4",
    "block": "#e4ecf5",
    "other": "#f1f1ee",
}
_KINDS = {"conv": "convolution", "dense": "dense", "pooling": "pooling", "attention": "attention"}
_RECURRENT = ("lstm", "gru", "simple_rnn", "bidirectional")


@dataclass(frozen=True)
class Box:
    """A row, an input, or several rows in one."""

    name: str
    below: str
    """What stands below the name."""
    output: str
    kind: str
    inputs: tuple[int, ...]
    """The numbers of the boxes that it takes."""
    layers: tuple[LayerSize, ...] = ()
    times: int = 1
    """How many blocks of this form stand one after another."""
    inside: str = ""
    """The rows of a block, in words: equal where two blocks are."""
    block: str = ""
    """The outermost block in which a row stands, where blocks are unfolded."""


def boxes(sized: SizedGraph, *, unfold: bool) -> list[Box]:
    """The boxes in the order of computation."""
    found = _grouped(sized, unfold=unfold)
    return found if unfold else _repeated(found)


def _grouped(sized: SizedGraph, *, unfold: bool) -> list[Box]:
    """A box for each row, or for the rows with one name in front."""
    sizes = {size.step.path: size for size in layer_sizes(sized)}
    numbers: dict[int, int] = {}
    members: dict[int, list[LayerSize]] = {}
    inputs: dict[int, list[int]] = {}
    names: list[str] = []
    entering: dict[int, str] = {}
    for node, each in enumerate(sized.graph.nodes):
        name = each.feature if isinstance(each, Input) else each.path if unfold else each.path.partition(".")[0]
        # Names are read once: a block is one stretch of rows.
        fresh = isinstance(each, Input) or unfold or not names or name != names[-1]
        if fresh:
            names.append(name)
        here = len(names) - 1
        numbers[node] = here
        if isinstance(each, Input):
            entering[here] = wording.shape(sized.shapes[node])
            continue
        members.setdefault(here, []).append(sizes[each.path])
        inputs.setdefault(here, []).extend(numbers[given] for given in each.inputs if numbers[given] != here)
    return [
        Box(name, "input", entering[number], "input", ())
        if number in entering
        else _box(name, members[number], tuple(dict.fromkeys(inputs.get(number, ()))), unfold=unfold)
        for number, name in enumerate(names)
    ]


def _box(name: str, layers: Sequence[LayerSize], inputs: tuple[int, ...], *, unfold: bool) -> Box:
    last, part = layers[-1], layers[0].step.layer
    if len(layers) == 1 and (unfold or "." not in layers[0].step.path):
        around, _, own = name.rpartition(".")
        word = part.word if part.name and part.word != own else ""
        held = wording.counted(layers[0].parameters, "parameter") if layers[0].parameters else ""
        said = ", ".join(filter(None, [word, wording.arguments(part), held]))
        return Box(own, said, last.output, _kind(part.word), inputs, tuple(layers), block=around.partition(".")[0])
    return Box(name, _sizes(layers), last.output, "block", inputs, tuple(layers), inside=_signature(layers))


def _sizes(layers: Sequence[LayerSize], times: int = 1) -> str:
    held = wording.counted(summed(each.parameters for each in layers), "parameter")
    each = wording.counted(len(layers) // times, "layer")
    return f"{times} × {each}, {held}" if times > 1 else f"{each}, {held}"


def _signature(layers: Sequence[LayerSize]) -> str:
    return "; ".join(f"{each.step.layer.word} {wording.arguments(each.step.layer)}" for each in layers)


def _kind(word: str) -> str:
    if word in _RECURRENT:
        return "recurrent"
    return next((kind for part, kind in _KINDS.items() if part in word), "other")


def _alike(one: Box, other: Box) -> bool:
    """Whether two blocks are copies: of the same rows, on pictures or sequences of one size."""
    if not one.inside or one.inside != other.inside:
        return False
    first, second = ((each.layers[-1].output_shape or ())[:-1] for each in (one, other))
    return first == second


def _repeated(found: Sequence[Box]) -> list[Box]:
    """Blocks of the same rows, one behind the other, as one box that says how many they are."""
    takers = [sum(number in each.inputs for each in found) for number in range(len(found))]
    kept: list[Box] = []
    places: dict[int, int] = {}
    for number, given in enumerate(found):
        box = replace(given, inputs=tuple(places[each] for each in given.inputs))
        before = kept[-1] if kept else None
        chained = before is not None and box.inputs == (len(kept) - 1,) and number > 0 and takers[number - 1] == 1
        if before is not None and chained and _alike(before, box):
            layers, times = (*before.layers, *box.layers), before.times + 1
            kept[-1] = replace(box, inputs=before.inputs, layers=layers, below=_sizes(layers, times), times=times)
        else:
            kept.append(box)
        places[number] = len(kept) - 1
    return kept

"""The table of a network's layers: each with its arguments, the shape of its output and its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.parts.sizes import summed
from dlcli.recipe.graph import Input, Step
from dlcli.recipe.memory import bytes_a_weight
from dlcli.recipe.shapes import multiply_adds_of
from dlcli.report import wording
from dlcli.report.columns import Cell, Row, aligned

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.parts.layers._layer import Weight
    from dlcli.recipe.check import Checked
    from dlcli.recipe.shapes import SizedGraph

MOST_ROWS = 30
_HEAD, _TAIL = 20, 8
_STEP = "  "


@dataclass(frozen=True, slots=True)
class LayerSize:
    """A layer's place in the network and what it holds."""

    step: Step
    output: str
    output_shape: tuple[int | None, ...] | None
    parameters: int | None
    multiply_adds: int | None


def layer_sizes(sized: SizedGraph) -> list[LayerSize]:
    """The layers in the order of computation."""
    return [
        LayerSize(
            step,
            wording.shape(sized.shapes[number]),
            sized.shapes[number],
            _held(sized.weights[number]),
            multiply_adds_of(sized, number),
        )
        for number, step in sized.graph.steps()
    ]


def network_tables(
    networks: Mapping[str, SizedGraph], *, width: int, more: str | None = None, costs: bool = False
) -> list[Text]:
    """The table of each network, below its name where there are several; `more` folds long ones."""
    from rich.text import Text

    lines: list[Text] = []
    for name, sized in networks.items():
        if len(networks) > 1:
            lines += [*([Text()] if lines else []), Text(name, "bold")]
        most = None if more is None else MOST_ROWS
        lines += layers_table(sized, width=width, most=most, more=more or "", costs=costs)
        if len(networks) > 1:
            lines.append(Text(f"  {wording.counted(parameters(sized), 'parameter')}", "dim"))
    return lines


def layers_table(
    sized: SizedGraph, *, width: int, most: int | None = None, more: str = "", costs: bool = False
) -> list[Text]:
    """The table, rows beyond `most` folded into one that says `more`; with `costs` what each row computes."""
    from rich.text import Text

    if sized.graph.output is None:
        return [Text("  the data is not here: what the layers are given is not known", "yellow")]
    rows: list[Row] = [
        tuple(Cell(head, "dim") for head in ("layer", "arguments", "output", "parameters", "multiply-adds"))
    ]
    inputs = [
        (Cell(wording.cut(node.feature, 40), "italic"), Cell("input", "dim"), wording.shape(sized.shapes[number]))
        for number, node in enumerate(sized.graph.nodes)
        if isinstance(node, Input)
    ]
    body = [*inputs, *_rows(layer_sizes(sized))]
    rows += _folded(body, more) if most is not None and len(body) > most else body
    return aligned([row[: None if costs else 4] for row in rows], right=(3, 4), width=width, flexible=1)


def parameters(sized: SizedGraph, *, trainable_only: bool = False) -> int | None:
    """The number of parameters; None where it hangs on data that is not here."""
    return None if sized.graph.output is None else sized.parameters(trainable_only=trainable_only)


def parameters_line(checked: Checked) -> str:
    """The number of parameters, how many are trained, and the memory that they take."""
    total = checked.parameters() if checked.known() else None
    trained = checked.parameters(trainable_only=True)
    if total is None or trained is None:
        return "? (the data says)"
    each = bytes_a_weight(checked.recipe.training.precision)
    share = "all trained" if total == trained else f"{wording.count(trained)} trained"
    return f"{wording.count(total)} ({share}), {wording.memory(total * each)}" if total else "none"


def _held(weights: Sequence[Weight]) -> int | None:
    total = 0
    for weight in weights:
        size = 1
        for length in weight.shape:
            if length is None:
                return None
            size *= length
        total += size
    return total


def _rows(layers: Sequence[LayerSize]) -> list[Row]:
    """A row for each layer, and one for each combinator around it."""
    rows: list[Row] = []
    open_groups: list[str] = []
    for layer in layers:
        *groups, name = layer.step.path.split(".")
        same = next((at for at, pair in enumerate(zip(groups, open_groups, strict=False)) if pair[0] != pair[1]), None)
        common = min(len(groups), len(open_groups)) if same is None else same
        rows += [_group(layers, groups[: depth + 1]) for depth in range(common, len(groups))]
        open_groups = groups
        rows.append(_row(layer, _STEP * len(groups) + name))
    return rows


def _row(layer: LayerSize, name: str) -> Row:
    part = layer.step.layer
    label = f"{name} ({part.word})" if part.name else name
    given = [part.source] if isinstance(part.source, str) else part.source or []
    words = [*([f"from {', '.join(given)}"] if given else []), *filter(None, [wording.arguments(part)])]
    return label, ", ".join(words), layer.output, *_numbers(layer.parameters, layer.multiply_adds)


def _group(layers: Sequence[LayerSize], path: Sequence[str]) -> Row:
    """The row above those of a block, with what they hold together."""
    inside = [each for each in layers if each.step.path.split(".")[: len(path)] == list(path)]
    sums = summed(each.parameters for each in inside), summed(each.multiply_adds for each in inside)
    name = Cell(_STEP * (len(path) - 1) + path[-1], "bold")
    return name, "", Cell(inside[-1].output, "dim"), *(Cell(text, "dim") for text in _numbers(*sums))


def _numbers(parameters: int | None, multiply_adds: int | None) -> tuple[str, str]:
    return (
        wording.count(parameters) if parameters != 0 else "",
        wording.amount(multiply_adds) if multiply_adds != 0 else "",
    )


def _folded(rows: list[Row], more: str) -> list[Row]:
    hidden = len(rows) - _HEAD - _TAIL
    fold = (Cell(f"{wording.CUT} {wording.counted(hidden, 'more row')}", "dim"), Cell(more, "dim"))
    return [*rows[:_HEAD], fold, *rows[-_TAIL:]]

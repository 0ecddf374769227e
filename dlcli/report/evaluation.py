"""What a model scores: loss, metrics, a table by class, the confusion matrix."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dlcli.report import console, wording
from dlcli.report.cells import cells, printable
from dlcli.report.columns import GAP, Cell, Row, aligned
from dlcli.run.folder import as_json

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.run.evaluation import ByClass, Evaluation

MOST_CLASSES = 20
_LONGEST_NAME = 24
_SHORTEST_NAME = 3


def show(evaluation: Evaluation) -> None:
    """Prints the scores as tables."""
    screen = console.out()
    for line in lines(evaluation, width=screen.width):
        screen.print(line, soft_wrap=True)


def show_json(evaluation: Evaluation) -> None:
    """Prints the scores exactly as `evaluation.json` holds them."""
    console.write(sys.stdout, f"{as_json(evaluation.to_json(), indent=2)}\n")


def lines(evaluation: Evaluation, *, width: int) -> list[Text]:
    """The scores as lines."""
    from rich.text import Text

    head = f"{evaluation.split} split"
    learned = "  (what it learned from: hold some back with data.split)" if evaluation.split == "train" else ""
    examples = wording.counted(evaluation.examples, "example")
    found = [Text.assemble((head, "bold"), f", {examples}", (learned, "dim"))]
    figures = {"loss": evaluation.loss, **evaluation.metrics}
    found += aligned(
        [(Cell(name, "dim"), Cell(wording.figure(value), "bold")) for name, value in figures.items()],
        right=(1,),
        width=width,
    )
    for label, table in evaluation.outputs.items():
        found += [] if evaluation.alone else [Text(), Text(printable(label), "bold")]
        found += _of_output(table, width=width)
    return found


def _of_output(table: ByClass, *, width: int) -> list[Text]:
    from rich.text import Text

    if len(table.classes) > MOST_CLASSES:
        return [Text(), *_worst(table, width=width)]
    confusion = [Text(), *_confusion(table, width=width)] if table.confusion else []
    return [Text(), *_by_class(table, width=width), *confusion]


def _by_class(table: ByClass, *, width: int, chosen: Iterable[int] | None = None) -> list[Text]:
    heads = ("class", "examples", "precision", "recall", "f1")
    rows: list[Row] = [tuple(Cell(head, "dim") for head in heads)]
    for at in range(len(table.classes)) if chosen is None else chosen:
        score = table.classes[at]
        shares = (f"{share:.4f}" for share in (score.precision, score.recall, score.f1))
        rows.append((wording.cut(score.name, _LONGEST_NAME), wording.count(score.examples), *shares))
    return aligned(rows, right=(1, 2, 3, 4), width=width)


def _worst(table: ByClass, *, width: int) -> list[Text]:
    """The classes that are told apart worst, where there are too many to show."""
    from rich.text import Text

    classes = table.classes
    order = sorted(range(len(classes)), key=lambda at: classes[at].f1)[: MOST_CLASSES // 2]
    title = f"the {len(order)} of {wording.counted(len(classes), 'class', 'classes')} with the lowest f1"
    return [Text(title), *_by_class(table, width=width, chosen=order)]


def _confusion(table: ByClass, *, width: int) -> list[Text]:
    """True classes as rows, predicted ones as columns; what is right stands on the diagonal."""
    from rich.text import Text

    names = [score.name for score in table.classes]
    shown = [wording.cut(name, _LONGEST_NAME) for name in names]
    largest = max((len(wording.count(each)) for row in table.confusion for each in row), default=1)
    room = _room(names, least=max(largest, _SHORTEST_NAME), width=width - GAP - max(map(cells, shown)))
    rows: list[Row] = [(Cell("", "dim"), *(Cell(wording.cut(name, room), "dim") for name in names))]
    for at, (name, counts) in enumerate(zip(shown, table.confusion, strict=True)):
        rows.append((name, *(_counted(count, right=at == column) for column, count in enumerate(counts))))
    title = Text.assemble("confusion", (": rows are the true classes, columns the predicted ones", "dim"))
    return [title, *aligned(rows, right=range(1, len(names) + 1), width=width)]


def _room(names: Sequence[str], *, least: int, width: int) -> int:
    """The cells that a name may take above its column, so that all columns fit into the width."""
    for room in range(_LONGEST_NAME, least, -1):
        if sum(GAP + max(min(cells(name), room), least) for name in names) <= width:
            return room
    return least


def _counted(count: int, *, right: bool) -> Cell:
    if right:
        return Cell(wording.count(count), "bold green")
    return Cell(wording.count(count), "red") if count else Cell("·", "bright_black")

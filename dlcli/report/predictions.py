"""Predictions as a table, as CSV or as JSON lines, one after the other as they come."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Literal

from dlcli.ground.errors import DataError
from dlcli.report import console
from dlcli.report.cells import cells, printable
from dlcli.report.problems import show_warning
from dlcli.run.described import Description
from dlcli.run.folder import as_json
from dlcli.run.predict import Answer, Prediction

Format = Literal["table", "csv", "jsonl"]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell begins that a spreadsheet would compute."""


class LeftOut:
    """Counts the examples that could not be read; names the first few."""

    _NAMED = 5

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, wrong: DataError) -> None:
        """Takes note of one."""
        self.count += 1
        if self.count <= self._NAMED:
            where = f"{wrong.where}: " if wrong.where else ""
            show_warning(f"left out: {where}{wrong.message}")

    def tell(self) -> None:
        """Says how many there were."""
        if self.count:
            console.write(sys.stderr, f"{self.count} left out\n")


def show(description: Description, predictions: Iterable[Prediction], form: Format) -> None:
    """Writes each prediction on a line of its own."""
    several, found = len(description.gives) > 1, iter(predictions)
    # What is wrong with the first example is told before a heading stands there.
    predictions = chain(list(islice(found, 1)), found)
    if form == "jsonl":
        for each in predictions:
            console.line(_json(each, description, several=several))
    elif form == "csv":
        console.line(_csv(["input", *_columns(description, several=several)]))
        for each in predictions:
            row = [value for answer in each.answers.values() for value in _values(answer)]
            console.line(_csv([_harmless(each.name), *row]))
    else:
        for line in _table(predictions, several=several):
            console.line(line)


def _columns(description: Description, *, several: bool) -> Iterator[str]:
    for label, given in description.gives.items():
        of = f"{label}_" if several else ""
        yield label
        if given.names is None or given.kind == "number":
            continue
        if given.kind != "multi_label":
            yield f"{of}probability"
        yield from (f"{of}p_{_harmless(name)}" for name in given.names)


def _values(answer: Answer) -> list[str]:
    if answer.several is not None:
        return [
            _harmless("; ".join(name for name, _ in answer.several)),
            *(f"{each:.9g}" for each in answer.probabilities),
        ]
    if answer.name is None:
        return [" ".join(f"{each:.9g}" for each in answer.numbers)]
    return [
        _harmless(answer.name),
        f"{max(answer.probabilities):.9g}",
        *(f"{each:.9g}" for each in answer.probabilities),
    ]


def _csv(row: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(row)
    return line.getvalue()


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(prediction: Prediction, description: Description, *, several: bool) -> str:
    found: dict[str, object] = {"input": prediction.name}
    for label, answer in prediction.answers.items():
        of = f"{label}_" if several else ""
        names = description.gives[label].names
        if answer.several is not None and names is not None:
            shares = dict(zip(names, answer.probabilities, strict=True))
            found |= {label: [name for name, _ in answer.several], f"{of}probabilities": shares}
            continue
        if answer.name is None or names is None:
            found[label] = answer.numbers[0] if len(answer.numbers) == 1 else list(answer.numbers)
            continue
        shares = dict(zip(names, answer.probabilities, strict=True))
        found |= {label: answer.name, f"{of}probability": shares[answer.name], f"{of}probabilities": shares}
    return as_json(found)


def _table(predictions: Iterable[Prediction], *, several: bool) -> Iterator[str]:
    # The width of the first few: those behind them are not known yet, and are not waited for.
    width = 0
    for each in predictions:
        name = printable(each.name)
        width = max(width, cells(name))
        said = []
        for label, answer in each.answers.items():
            of = f"{printable(label)}: " if several else ""
            if answer.several is not None:
                said.append(
                    of + (", ".join(f"{printable(each)} {share:.3f}" for each, share in answer.several) or "none")
                )
            elif answer.name is None:
                said.append(of + " ".join(f"{number:.4g}" for number in answer.numbers))
            else:
                said.append(f"{of}{printable(answer.name)} {max(answer.probabilities):.3f}")
        yield f"{name}{' ' * (width - cells(name))}  {'  '.join(said)}"

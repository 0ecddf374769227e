"""Drafts for tables: a label of numbers or of classes, or a series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dlcli.ground.errors import UsageError
from dlcli.parts.facts import ColumnKind
from dlcli.parts.sources._csv_cells import complaint
from dlcli.parts.sources._looked import Looked
from dlcli.parts.sources._tabular import Tabular
from dlcli.parts.sources.csv import Csv
from dlcli.parts.sources.jsonl import Jsonl
from dlcli.recipe.drafts._draft import Draft, batch, ending, split, text

JSON_LINES = (".jsonl", ".ndjson")
_MOST_ROWS = 100_000
_MOST_CLASSES_OF_NUMBERS = 10


@dataclass
class _Column:
    """What was seen of a column."""

    name: str
    values: set[str] = field(default_factory=set)
    missing: bool = False
    looked: Looked = field(default_factory=Looked)

    def see(self, place: str, cell: str) -> None:
        """Takes the next value into account."""
        if len(self.values) <= _MOST_ROWS // 100:
            self.values.add(cell)
        self.missing = self.missing or complaint(cell) == "is missing"
        self.looked.see(place, cell)

    def kind(self) -> ColumnKind:
        """What it holds, by its values."""
        return self.looked.kind(self.name)

    def classes(self) -> bool:
        """Whether its values are classes: text, or a few whole numbers."""
        if self.kind() != "number":
            return True
        whole = all(each.lstrip("-").isdecimal() for each in self.values)
        return whole and len(self.values) <= _MOST_CLASSES_OF_NUMBERS


def columns_of(data: Path) -> str:
    """The columns of a file, in words."""
    return f"its columns are {', '.join(_source(data, '').header()[:50])}"


def _source(data: Path, target: str) -> Tabular:
    """The file as a source reads it."""
    part = Jsonl if data.suffix.lower() in JSON_LINES else Csv
    return part.model_validate({"path": str(data), "target": target})


def of_table(data: Path, path: str, target: str) -> Draft:
    """A network of two layers between the columns and the target."""
    columns, rows = _seen(data, target)
    label, at = columns.pop(target), str(data)
    if label.missing:
        advice = "fill them in, or remove the rows"
        raise UsageError(f"the target '{target}' has missing values", where=at, help=advice)
    kinds = {name: each.kind() for name, each in columns.items()}
    alike = {name for name, each in columns.items() if len(each.values) < 2}
    used = {name: kind for name, kind in kinds.items() if kind != "text" and name not in alike}
    if not used:
        raise UsageError("no column beside the target tells rows apart", where=at, help=columns_of(data))
    left = [
        f"{name} ({'text' if len(columns[name].values) > 1 else 'always the same'})"
        for name in kinds
        if name not in used
    ]
    classes = label.classes()
    told = f"{len(label.values)} classes" if classes else "numbers to predict"
    named = {**used, **({target: "category"} if classes else {})}
    listed = "".join(f"      {text(name)}: {kind}\n" for name, kind in named.items())
    head = f"  # left out: {', '.join(left[:20])}\n" if left else ""
    answer = '{type: dense, units: "${data.classes}", activation: softmax}' if classes else "{type: dense, units: 1}"
    width = 32 if rows < 2000 else 64
    body = f"""data:
  source:
    type: {_source(data, target).word}
    path: {text(path)}
    target: {text(target)}   # {text(target)}: {told}
    columns:
{listed}{head}{split(classes=classes, examples=rows)}  transforms:
{_transforms(columns, used, classes=classes)}  batch_size: {batch(rows)}

layers:
  - {{type: dense, units: {width}, activation: relu}}
  - {{type: dropout, rate: 0.1}}
  - {{type: dense, units: {width}, activation: relu}}
  - {answer}
{ending(classes=classes, epochs=150)}"""
    what = "which class a row belongs to" if classes else "a number for each row"
    return Draft(f"A small network that tells {what} of {data.name}.", body)


def _transforms(columns: Mapping[str, _Column], used: Mapping[str, ColumnKind], *, classes: bool) -> str:
    """What makes numbers of a row that a network learns well from."""
    numbers = [name for name, kind in used.items() if kind == "number"]
    lines = []
    if any(columns[name].missing for name in numbers):
        lines.append("table: [{type: fill_missing, value: mean}, normalization]   # the columns of numbers")
    elif numbers:
        lines.append("table: [normalization]   # the columns of numbers")
    for name, kind in used.items():
        if kind == "category":
            lines.append(f"{text(name)}: [{{type: string_lookup, output_mode: one_hot}}]")
        elif kind == "date":
            lines.append(f"{text(name)}: [date_parts, normalization]")
    if not classes:
        lines.append("label: [normalization]   # undone in what the network says")
    return "".join(f"    {line}\n" for line in lines)


def of_series(data: Path, path: str, target: str, window: int) -> Draft:
    """An LSTM over the steps before the one that is predicted."""
    columns, rows = _seen(data, target)
    if columns[target].kind() != "number" or columns[target].missing:
        raise UsageError(f"'{target}' does not hold numbers alone", where=str(data), help="a series is of numbers")
    body = f"""data:
  source:
    type: time_series
    path: {text(path)}
    target: {text(target)}
    columns: {{{text(target)}: number}}   # what is seen: add other columns of numbers
    window: {window}    # so many steps are seen
    horizon: 1   # so many of the steps behind them are predicted
  split: {{validation: 0.15, test: 0.15}}   # the last steps
  transforms:
    window: [normalization]
    label: [normalization]   # undone in what the network says
  batch_size: {batch(rows)}

layers:
  - {{type: lstm, units: 32}}
  - {{type: dense, units: 1}}

loss: mean_squared_error
{ending(classes=False, epochs=100).lstrip()}"""
    return Draft(f"A forecast of {target} from the {window} steps before, of {data.name}.", body)


def _seen(data: Path, target: str) -> tuple[dict[str, _Column], int]:
    source, rows = _source(data, target), 0
    header = source.header()
    source.refuse_unknown(target, header)
    columns = {name: _Column(name) for name in header}
    for place, cells in islice(source.rows(), _MOST_ROWS):
        rows += 1
        for name, column in columns.items():
            column.see(place, cells[name])
    if not rows:
        raise UsageError("there are column names and no rows", where=str(data), help="give a file with rows")
    return columns, rows

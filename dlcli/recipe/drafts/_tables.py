"""Drafts for tables: a label of numbers or of classes, or a series."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dlcli.ground.errors import UsageError
from dlcli.parts.sources._csv_cells import complaint
from dlcli.parts.sources._csv_file import opened, place_of
from dlcli.recipe.drafts._draft import Draft, batch, ending, split, text

_MOST_ROWS = 100_000
_MOST_CLASSES_OF_NUMBERS = 10


@dataclass
class _Column:
    """What was seen of a column."""

    name: str
    values: set[str] = field(default_factory=set)
    wrong: str | None = None
    """Why it is no column of numbers."""
    missing: bool = False

    def see(self, cell: str) -> None:
        """Takes the next value into account."""
        if len(self.values) <= _MOST_ROWS // 100:
            self.values.add(cell)
        wrong = complaint(cell)
        self.missing = self.missing or wrong == "is missing"
        self.wrong = self.wrong or wrong

    @property
    def classes(self) -> bool:
        """Whether its values are classes: text, or a few whole numbers."""
        if self.wrong is not None:
            return True
        whole = all(each.lstrip("-").isdecimal() for each in self.values)
        return whole and len(self.values) <= _MOST_CLASSES_OF_NUMBERS


def columns_of(data: Path) -> str:
    """The columns of a file, in words."""
    with opened(data) as file:
        return f"its columns are {', '.join(file.header[:50])}"


def of_table(data: Path, path: str, target: str) -> Draft:
    """A network of two layers between the columns of numbers and the target."""
    columns, rows = _seen(data, target)
    label = columns.pop(target)
    if label.missing:
        raise UsageError(
            f"the target '{target}' has missing values", where=str(data), help="fill them in, or remove the rows"
        )
    used = {name: each for name, each in columns.items() if each.wrong is None and len(each.values) > 1}
    if not used:
        raise UsageError("no column beside the target holds numbers", where=str(data), help=columns_of(data))
    left = [f"{name} ({_why(each)})" for name, each in columns.items() if name not in used]
    classes = label.classes
    kinds = [
        *(f"      {text(name)}: number\n" for name in used),
        *([f"      {text(target)}: category\n"] if classes else []),
    ]
    names = [f"{text(target)}: numbers to predict" if not classes else f"{text(target)}: {len(label.values)} classes"]
    head = "" if not left else f"  # left out: {', '.join(left[:20])}\n"
    transforms = "    table: [normalization]\n" + (
        "" if classes else "    label: [normalization]   # undone in what the network says\n"
    )
    last = (
        '  - {type: dense, units: "${data.classes}", activation: softmax}\n'
        if classes
        else "  - {type: dense, units: 1}\n"
    )
    width = 32 if rows < 2000 else 64
    body = f"""data:
  source:
    type: csv
    path: {text(path)}
    target: {text(target)}   # {names[0]}
    columns:
{"".join(kinds)}{head}{split(classes=classes, examples=rows)}  transforms:
{transforms}  batch_size: {batch(rows)}

layers:
  - {{type: dense, units: {width}, activation: relu}}
  - {{type: dropout, rate: 0.1}}
  - {{type: dense, units: {width}, activation: relu}}
{last}{ending(classes=classes, epochs=150)}"""
    what = "which class a row belongs to" if classes else "a number for each row"
    return Draft(f"A small network that tells {what} of {data.name}.", body)


def of_series(data: Path, path: str, target: str, window: int) -> Draft:
    """An LSTM over the steps before the one that is predicted."""
    columns, rows = _seen(data, target)
    if columns[target].wrong is not None:
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
    with opened(data) as file:
        place_of(file, target)
        columns, rows = [_Column(name) for name in file.header], 0
        for _, cells in islice(file.rows(), _MOST_ROWS):
            rows += 1
            for column, cell in zip(columns, cells, strict=True):
                column.see(cell)
    if not rows:
        raise UsageError("there are column names and no rows", where=str(data), help="give a file with rows")
    return {column.name: column for column in columns}, rows


def _why(column: _Column) -> str:
    if column.missing:
        return "missing values"
    return "text" if column.wrong is not None else "always the same"

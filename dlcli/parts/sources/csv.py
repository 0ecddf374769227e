"""The source `csv`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, field_validator

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.facts import Facts, Label
from dlcli.parts.fields import DataPath
from dlcli.parts.part import problem
from dlcli.parts.sources._arrays import Rows, loaded_arrays, rows_of
from dlcli.parts.sources._classes import Classified, listing, near, raise_at
from dlcli.parts.sources._csv_cells import Cells, ColumnKind, read_cells
from dlcli.parts.sources._csv_file import CsvFile, opened
from dlcli.parts.sources._fingerprints import of_data_file
from dlcli.parts.sources._source import Loaded
from dlcli.parts.sources._table import TABLE, table_arrays, table_features

if TYPE_CHECKING:
    import numpy as np

_READ_WHOLE_BELOW = 2**20


def _one_target(value: Any) -> Any:
    if isinstance(value, list):
        raise problem("several-targets", "csv takes one target so far", help="name one column")
    return value


class Csv(Classified):
    """A table in a file: a row of column names, then rows of values with ',' between them, in UTF-8.

    The target holds numbers, or names of classes (sorted by name); `columns: {TARGET: category}` makes classes of whole
    numbers. Where `columns` names other columns too, they alone are features; else all the others are.

    Example:
        type: csv
        path: houses.csv
        target: price
        columns:
          area: number
          age: number
    """

    path: DataPath
    """The file, relative to this one."""
    target: Annotated[str, BeforeValidator(_one_target)]
    """The column that is predicted."""
    columns: dict[str, ColumnKind] | None = None
    """The columns that are used, each a number or a category; without it all."""

    @field_validator("columns")
    @classmethod
    def _features_are_numbers(cls, kinds: dict[str, ColumnKind] | None, info: ValidationInfo) -> Any:
        raise_at(
            (name, problem("not-a-number-column", f"'{name}' is a category: features are number columns so far"))
            for name, kind in (kinds or {}).items()
            if kind == "category" and name != info.data.get("target", name)
        )
        return kinds

    def facts(self) -> Facts:
        path = Path(self.path)
        with open_regular(path) as stream:
            small = os.fstat(stream.fileno()).st_size < _READ_WHOLE_BELOW
        with opened(path) as file:
            features = self._features(file)
            if small:
                return self._certain(features, self._read(file, features))
        return Facts(table_features(features), {"label": self._unread()}, {"train": None}, self._origin(None))

    def load(self) -> Loaded:
        import numpy as np

        with opened(Path(self.path)) as file:
            features = self._features(file)
            cells = self._read(file, features)
        table = np.frombuffer(cells.values, np.float32).reshape(cells.rows, cells.width)
        labels: np.ndarray = np.frombuffer(cells.target.numbers, np.float32)
        if cells.target.kind == "category":
            rows = self._rows(cells)
            table, labels = table[rows.kept], rows.labels
        return loaded_arrays(
            self._certain(features, cells),
            table_arrays(features, table),
            labels,
            train=len(labels),
            fingerprint=of_data_file(Path(self.path)),
        )

    def _unread(self) -> Label:
        """What is known of the label of a file that was not read."""
        kind = self._kind()
        if kind == "category":
            return self.unread_label()
        return Label(kind=kind)

    def _kind(self) -> ColumnKind | None:
        if self.classes or self.positive:
            return "category"
        return (self.columns or {}).get(self.target)

    def _features(self, file: CsvFile) -> tuple[str, ...]:
        """The columns that become features."""
        named = [name for name in self.columns or () if name != self.target]
        for name in (self.target, *named):
            if name not in file.header:
                advice = f"{near(name, file.header)}its columns are {', '.join(file.header[:50])}"
                raise DataError(f"'{file.path}' has no column '{name}'", help=advice)
        features = tuple(named or (name for name in file.header if name != self.target))
        if not features:
            raise DataError(f"'{file.path}' has no column beside the target", help="give a file with features")
        if TABLE in features:
            message = f"a feature of '{file.path}' is named '{TABLE}', as all columns together are"
            raise DataError(message, where=file.at(1), help="rename the column")
        return features

    def _read(self, file: CsvFile, features: tuple[str, ...]) -> Cells:
        cells = read_cells(file, features, self.target, self._kind())
        if self.limit_per_class is not None and cells.target.kind == "number":
            message = f"`limit_per_class` needs classes, '{self.target}' holds numbers"
            raise DataError(message, help=f"write `columns: {{{self.target}: category}}`, or leave it out")
        return cells

    def _certain(self, features: tuple[str, ...], cells: Cells) -> Facts:
        if cells.target.kind == "number":
            label, sizes = Label(kind="number"), {"train": cells.rows}
            return Facts(table_features(features), {"label": label}, sizes, self._origin(None))
        counts = Counter(cells.target.names)
        names = self.chosen(_sorted(counts), of=self.path)
        sizes = {"train": sum(self.kept(counts[name]) for name in names)}
        return Facts(table_features(features), {"label": self.label(names)}, sizes, self._origin(names))

    def _rows(self, cells: Cells) -> Rows:
        import numpy as np

        found = _sorted(set(cells.target.names))
        numbers = {name: number for number, name in enumerate(found)}
        labels = np.fromiter(map(numbers.__getitem__, cells.target.names), np.int32, cells.rows)
        return rows_of(self, labels, found, self.chosen(found, of=self.path))

    def _origin(self, names: tuple[str, ...] | None) -> str:
        return f"{self.word}: {listing(names) if names else Path(self.path).name}"


def _sorted(names: set[str] | Counter[str]) -> tuple[str, ...]:
    """Names in alphabetical order, whole numbers by size."""
    whole = all(name.lstrip("-").isdecimal() for name in names)
    return tuple(sorted(names, key=lambda name: (int(name), name) if whole else (0, name)))

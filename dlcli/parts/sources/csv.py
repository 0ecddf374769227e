"""The source `csv`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import ValidationInfo, field_validator, model_validator

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.facts import Facts, Label
from dlcli.parts.fields import DataPath
from dlcli.parts.part import problem
from dlcli.parts.sources._arrays import Rows, loaded_labels, rows_of
from dlcli.parts.sources._classes import Classified, listing, raise_at
from dlcli.parts.sources._csv_cells import Cells, ColumnKind, Target, read_cells
from dlcli.parts.sources._csv_file import CsvFile, opened, place_of
from dlcli.parts.sources._fingerprints import data_files, digest_of
from dlcli.parts.sources._labels import Names, OneOrSeveral, by_label, refuse_fields_of_one_label
from dlcli.parts.sources._source import Loaded
from dlcli.parts.sources._table import TABLE, table_arrays, table_features
from dlcli.parts.sources._weights import refuse_wrong_weights

if TYPE_CHECKING:
    import numpy as np

_READ_WHOLE_BELOW = 2**20


class Csv(Classified):
    """A table in a file: a row of column names, then rows of values with ',' between them, in UTF-8.

    A target holds numbers, or names of classes (sorted by name); `columns: {TARGET: category}` makes classes of whole
    numbers. Several targets, `target: [price, style]`, are labels of these names. Where `columns` names other columns
    too, they alone are features; else all the others are.

    Example:
        type: csv
        path: houses.csv
        target: price
        columns:
          area: number
          age: number
    """

    has_columns: ClassVar[bool] = True

    path: DataPath
    """The file, relative to this one."""
    target: Annotated[Names, OneOrSeveral("a column's name")]
    """The column that is predicted, or a list of them."""
    columns: dict[str, ColumnKind] | None = None
    """The columns that are used, each a number or a category; without it all."""
    sample_weight: str | None = None
    """The column that says by how much each example counts in the loss, 0 or more: in training, validation and
    evaluation. It is no feature. Metrics count all examples alike."""

    @field_validator("columns")
    @classmethod
    def _features_are_numbers(cls, kinds: dict[str, ColumnKind] | None, info: ValidationInfo) -> Any:
        # Without `target` in `data` it was refused, and that mistake has been told.
        features = set(kinds or ()) - set(by_label(info.data["target"]).values()) if "target" in info.data else set()
        raise_at(
            (name, problem("not-a-number-column", f"'{name}' is a category: features are number columns so far"))
            for name, kind in (kinds or {}).items()
            if kind == "category" and name in features
        )
        return kinds

    @field_validator("sample_weight")
    @classmethod
    def _is_a_column_of_its_own(cls, name: str | None, info: ValidationInfo) -> str | None:
        used = {*(info.data.get("columns") or ()), *by_label(info.data.get("target", ())).values()}
        if name is not None and name in used:
            raise problem("wrong-value", "", expected="a column that is neither target nor feature", value=name)
        return name

    @model_validator(mode="after")
    def _classes_are_of_one_label(self) -> Csv:
        refuse_fields_of_one_label(self, self.target, what="targets")
        return self

    def facts(self) -> Facts:
        path = Path(self.path)
        with open_regular(path) as stream:
            small = os.fstat(stream.fileno()).st_size < _READ_WHOLE_BELOW
        with opened(path) as file:
            features = self._features(file)
            if small:
                return self._certain(features, self._read(file, features))
        labels = {name: self._unread(column) for name, column in by_label(self.target).items()}
        return Facts(table_features(features), labels, {"train": None}, self._origin({}))

    def load(self) -> Loaded:
        import numpy as np

        with opened(Path(self.path)) as file:
            features = self._features(file)
            cells = self._read(file, features)
        table = np.frombuffer(cells.values, np.float64).reshape(cells.rows, cells.width)
        if self.sample_weight is not None:
            refuse_wrong_weights(table[:, -1], name=self.sample_weight, path=self.path)
        labels: dict[str, np.ndarray] = {}
        kept = np.arange(len(table))
        for name, column in by_label(self.target).items():
            target = cells.targets[column]
            if target.kind == "number":
                labels[name] = np.frombuffer(target.numbers, np.float64)
                continue
            rows = self._rows(target)
            labels[name] = rows.labels
            # Only a single label can leave rows out.
            if len(rows.kept) < len(table):
                table, kept = table[rows.kept], rows.kept
        weights = None
        if self.sample_weight is not None:
            table, weights = table[:, :-1], table[:, -1]
        files = data_files(Path(self.path).parent, [Path(self.path)])
        return loaded_labels(
            self._certain(features, cells),
            table_arrays(features, table),
            labels,
            train=len(table),
            fingerprint=digest_of(files),
            files=files,
            weights=weights,
            keys=lambda column: self._keys(column)[kept],
        )

    def _keys(self, column: str) -> np.ndarray:
        """The values of a column as text."""
        import numpy as np

        with opened(Path(self.path)) as file:
            place = place_of(file, column)
            return np.array([cells[place] for _, cells in file.rows()])

    def _unread(self, column: str) -> Label:
        """What is known of a label in a file that was not read."""
        kind = self._kind(column)
        if kind == "category":
            return self.unread_label()
        return Label(kind=kind)

    def _kind(self, column: str) -> ColumnKind | None:
        if self.classes or self.positive:
            return "category"
        return (self.columns or {}).get(column)

    def _features(self, file: CsvFile) -> tuple[str, ...]:
        """The columns that become features."""
        labels = by_label(self.target)
        targets = tuple(labels.values())
        named = [name for name in self.columns or () if name not in targets]
        weight = () if self.sample_weight is None else (self.sample_weight,)
        for name in (*targets, *named, *weight):
            place_of(file, name)
        features = tuple(named or (name for name in file.header if name not in (*targets, *weight)))
        if not features:
            beside = "the target" if len(targets) == 1 else "the targets"
            raise DataError(f"'{file.path}' has no column beside {beside}", help="give a file with features")
        if TABLE in (*features, *labels):
            what = "feature" if TABLE in features else "label"
            message = f"a {what} of '{file.path}' is named '{TABLE}', as all columns together are"
            raise DataError(message, where=file.at(1), help="rename the column")
        return features

    def _read(self, file: CsvFile, features: tuple[str, ...]) -> Cells:
        read = features if self.sample_weight is None else (*features, self.sample_weight)
        cells = read_cells(file, read, {name: self._kind(name) for name in by_label(self.target).values()})
        for name, target in cells.targets.items():
            if self.limit_per_class is not None and target.kind == "number":
                message = f"`limit_per_class` needs classes, '{name}' holds numbers"
                raise DataError(message, help=f"write `columns: {{{name}: category}}`, or leave it out")
        return cells

    def _certain(self, features: tuple[str, ...], cells: Cells) -> Facts:
        labels, rows = {}, cells.rows
        for name, column in by_label(self.target).items():
            target = cells.targets[column]
            if target.kind == "number":
                labels[name] = Label(kind="number")
                continue
            counts = Counter(target.names)
            names = self.chosen(_sorted(counts), of=self.path)
            labels[name] = self.label(names)
            # Only a single label can leave rows out.
            rows = sum(self.kept(counts[each]) for each in names)
        return Facts(table_features(features), labels, {"train": rows}, self._origin(labels))

    def _rows(self, target: Target) -> Rows:
        import numpy as np

        found = _sorted(set(target.names))
        numbers = {name: number for number, name in enumerate(found)}
        labels = np.fromiter(map(numbers.__getitem__, target.names), np.int32, len(target.names))
        return rows_of(self, labels, found, self.chosen(found, of=self.path))

    def _origin(self, labels: Mapping[str, Label]) -> str:
        names = next(iter(labels.values())).names if len(labels) == 1 else None
        return f"{self.word}: {listing(names) if names else Path(self.path).name}"


def _sorted(names: set[str] | Counter[str]) -> tuple[str, ...]:
    """Names in alphabetical order, whole numbers by size."""
    whole = all(name.lstrip("-").isdecimal() for name in names)
    return tuple(sorted(names, key=lambda name: (int(name), name) if whole else (0, name)))

"""The targets of a table in files: which columns they are, and what becomes of their values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, ValidationInfo, field_validator, model_validator

from dlcli.ground.errors import DataError
from dlcli.parts.facts import ColumnKind, Label
from dlcli.parts.part import problem
from dlcli.parts.sources._arrays import Rows, rows_of
from dlcli.parts.sources._classes import raise_at
from dlcli.parts.sources._contents import Content
from dlcli.parts.sources._csv_cells import Target
from dlcli.parts.sources._labels import Names, OneOrSeveral, by_label, refuse_fields_of_one_label
from dlcli.parts.sources._several_classes import (
    all_classes,
    checked_separator,
    label_of,
    refuse_fields_of_one_class,
    yes_or_no,
)
from dlcli.parts.sources._table_file import TableFile

if TYPE_CHECKING:
    import numpy as np


class WithTargets(TableFile):
    """A table in files, of which something is predicted."""

    target: Annotated[Names, OneOrSeveral("a column's name")]
    """The column that is predicted, or a list of them."""
    columns: dict[str, ColumnKind] | None = None
    """The columns that are used, each a number, a category, text or a date. Without it all, each as its values look:
    numbers, dates as 2024-02-29, few different short texts as categories, other texts as text."""
    separator: Annotated[str | None, AfterValidator(checked_separator)] = None
    """What stands between the classes of a target of which an example has any number: `;` in `beach;sea`. Each class is
    then a yes or no of its own; a cell that is empty has none. Lists in JSON and Parquet are read so too."""

    @field_validator("columns")
    @classmethod
    def _targets_are_answers(cls, kinds: dict[str, ColumnKind] | None, info: ValidationInfo) -> Any:
        # Without `target` in `data` it was refused, and that mistake has been told.
        targets = set(by_label(info.data["target"]).values()) if "target" in info.data else set()
        raise_at(
            (name, problem("wrong-value", "", expected="number or category, for a target", value=kind))
            for name, kind in (kinds or {}).items()
            if name in targets and kind not in ("number", "category")
        )
        return kinds

    @model_validator(mode="after")
    def _classes_are_of_one_label(self) -> WithTargets:
        refuse_fields_of_one_label(self, self.target, what="targets")
        if self.separator is not None:
            refuse_fields_of_one_class(self)
        return self

    def answers(self, content: Content) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
        """The labels as numbers, one a row, and which rows remain; None: all."""
        import numpy as np

        labels: dict[str, np.ndarray] = {}
        kept: np.ndarray | None = None
        for name, column in by_label(self.target).items():
            target = content.targets[column]
            if target.kind == "number":
                labels[name] = np.asarray(target.numbers, np.float64)
            elif self.separator is not None:
                labels[name] = yes_or_no(target.words, self.separator, self.names_in(target))
            else:
                rows = self._rows(target)
                labels[name] = rows.labels
                # Only a single label can leave rows out.
                kept = rows.kept if len(rows.kept) < content.rows else None
        return labels, kept

    def unread(self, column: str) -> Label:
        """What is known of a label in a file that was not read."""
        kind = self._kind(column)
        if self.separator is not None:
            return label_of(self.classes)
        if kind == "category":
            return self.unread_label()
        return Label(kind="number" if kind == "number" else None)

    def _kind(self, column: str) -> ColumnKind | None:
        if self.classes or self.positive or self.separator:
            return "category"
        return (self.columns or {}).get(column)

    def targets(self) -> dict[str, Target]:
        """The targets, to be read."""
        found = {}
        for column in by_label(self.target).values():
            kind = self._kind(column)
            told: ColumnKind | None = "number" if kind == "number" else "category" if kind else None
            found[column] = Target(told, separator=self.separator)
        return found

    def _rows(self, target: Target) -> Rows:
        import numpy as np

        found = sorted_names(target.words.names)
        places = np.array([found.index(name) for name in target.words.names], np.int32)
        return rows_of(self, places[np.asarray(target.words.codes)], found, self.chosen(found, of=self.path))

    def names_in(self, target: Target) -> tuple[str, ...]:
        """The classes of a target, in their order."""
        cells = target.words.names
        found = cells if self.separator is None else all_classes(cells, self.separator)
        if not found:
            raise DataError(f"the target of '{self.path}' is empty in every row", help="bring rows with classes")
        return self.chosen(sorted_names(found), of=self.path)


def sorted_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names in alphabetical order, whole numbers by size."""
    names = list(names)
    whole = all(name.lstrip("-").isdecimal() for name in names)
    return tuple(sorted(names, key=lambda name: (int(name), name) if whole else (0, name)))

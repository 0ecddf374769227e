"""What all tables in files share: which columns are features, of which kind, and which are targets."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationInfo, field_validator

from dlcli.ground.errors import DataError
from dlcli.parts.facts import TABLE, ColumnKind, Facts, Label
from dlcli.parts.part import problem
from dlcli.parts.sources._classes import listing, near
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._contents import Content
from dlcli.parts.sources._fingerprints import data_files, digest_of
from dlcli.parts.sources._labels import by_label
from dlcli.parts.sources._several_classes import label_of
from dlcli.parts.sources._source import Loaded
from dlcli.parts.sources._table import typed_features, untyped_features
from dlcli.parts.sources._table_columns import columns_of
from dlcli.parts.sources._targets import WithTargets
from dlcli.parts.sources._weights import refuse_wrong_weights

if TYPE_CHECKING:
    import numpy as np


class Tabular(WithTargets):
    """A table in files with a column, or several, that is predicted."""

    sample_weight: str | None = None
    """The column that says by how much each example counts in the loss, 0 or more: in training, validation and
    evaluation. It is no feature. Metrics count all examples alike."""

    @field_validator("sample_weight")
    @classmethod
    def _is_a_column_of_its_own(cls, name: str | None, info: ValidationInfo) -> str | None:
        used = {*(info.data.get("columns") or ()), *by_label(info.data.get("target", ())).values()}
        if name is not None and name in used:
            raise problem("wrong-value", "", expected="a column that is neither target nor feature", value=name)
        return name

    def facts(self) -> Facts:
        told = self._told()
        if self.small():
            return self._certain(self._read(told))
        labels = {name: self.unread(column) for name, column in by_label(self.target).items()}
        known = {name: kind for name, kind in told.items() if kind is not None}
        features = typed_features(known, {}) if len(known) == len(told) else untyped_features(told)
        return Facts(features, labels, {"train": None}, self.origin({}))

    def load(self) -> Loaded:
        import numpy as np

        told = self._told()
        content = self._read(told)
        weights = content.matrix()[:, -1] if self.sample_weight is not None else None
        if weights is not None:
            refuse_wrong_weights(weights, name=str(self.sample_weight), path=self.path)
        labels, kept = self.answers(content)
        paths = self.files()
        files = data_files(Path(os.path.commonpath([path.parent for path in paths])), paths)

        def keys(column: str) -> np.ndarray:
            self.refuse_unknown(column, self.header())
            values = np.delete(self.cells(column), content.dropped)
            return values if kept is None else values[kept]

        return Loaded(
            facts=self._certain(content),
            features=columns_of(content, kept),
            labels={name: ArrayColumn(values) for name, values in labels.items()},
            splits={"train": np.arange(len(next(iter(labels.values()))), dtype=np.int64)},
            label_values=labels,
            fingerprint=digest_of(files),
            files=files,
            weights=weights if weights is None or kept is None else weights[kept],
            keys=keys,
            concluded=self._concluded(content) if None in told.values() else {},
            notes=self._notes(content),
        )

    def _notes(self, content: Content) -> tuple[str, ...]:
        left = len(content.dropped)
        told = [f"{left:,} of {left + content.rows:,} rows lack a value and are left out"] if left else []
        if content.kept is not None:
            held = "read from there as it is needed" if content.mapped else "and held in memory"
            told.append(f"'{self.path}' is kept as numbers in {content.kept}, {held}")
        return tuple(told)

    def _concluded(self, content: Content) -> dict[str, Any]:
        """The columns as they would have been written."""
        return {"columns": {**content.kinds, **{name: target.kind for name, target in content.targets.items()}}}

    def left_to_data(self) -> bool:
        """Whether the recipe leaves it to the data which columns there are."""
        return not set(self.columns or ()) - set(by_label(self.target).values())

    def _told(self) -> dict[str, ColumnKind | None]:
        """The columns that become features, with their kinds as far as the recipe says."""
        header, labels = self.header(), by_label(self.target)
        targets = tuple(labels.values())
        named = [name for name in self.columns or () if name not in targets]
        weight = () if self.sample_weight is None else (self.sample_weight,)
        for name in (*targets, *named, *weight):
            self.refuse_unknown(name, header)
        features = tuple(named or (name for name in header if name not in (*targets, *weight)))
        if not features:
            beside = "the target" if len(targets) == 1 else "the targets"
            raise DataError(f"'{self.path}' has no column beside {beside}", help="give a file with features")
        if TABLE in (*features, *labels):
            what = "feature" if TABLE in features else "label"
            message = f"a {what} of '{self.path}' is named '{TABLE}', as all columns together are"
            raise DataError(message, help="rename the column")
        return {name: (self.columns or {}).get(name) for name in features}

    def refuse_unknown(self, name: str, header: Sequence[str]) -> None:
        """Refuses a column that is not there.

        Raises:
            DataError: with what was meant, if something is near.
        """
        if name not in header:
            advice = f"{near(name, header)}its columns are {', '.join(header[:50])}"
            raise DataError(f"'{self.path}' has no column '{name}'", help=advice)

    def _read(self, told: Mapping[str, ColumnKind | None]) -> Content:
        content = self.content(told, self.targets(), self.sample_weight)
        for name, target in content.targets.items():
            if self.limit_per_class is not None and target.kind == "number":
                message = f"`limit_per_class` needs classes, '{name}' holds numbers"
                raise DataError(message, help=f"write `columns: {{{name}: category}}`, or leave it out")
        return content

    def _certain(self, content: Content) -> Facts:
        labels, rows = {}, content.rows
        for name, column in by_label(self.target).items():
            target = content.targets[column]
            if target.kind == "number":
                labels[name] = Label(kind="number")
                continue
            names = self.names_in(target)
            if self.separator is not None:
                labels[name] = label_of(names)
                continue
            counts = target.words.counts()
            labels[name] = self.label(names)
            # Only a single label can leave rows out.
            rows = sum(self.kept(counts[each]) for each in names)
        features = typed_features(content.kinds, content.missing)
        return Facts(features, labels, {"train": rows}, self.origin(labels))

    def origin(self, labels: Mapping[str, Label]) -> str:
        """Where the facts come from, in words."""
        names = next(iter(labels.values())).names if len(labels) == 1 else None
        return f"{self.word}: {listing(names) if names else Path(self.path).name}"

"""The source `image_table`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import ColumnKind, Facts, Feature
from dlcli.parts.part import problem
from dlcli.parts.sources._blocks import Block
from dlcli.parts.sources._columns import ImageFileColumn
from dlcli.parts.sources._contents import Row
from dlcli.parts.sources._fingerprints import data_files, digest_of
from dlcli.parts.sources._labels import by_label
from dlcli.parts.sources._pictures import OnBadRecord, check_pictures, usable
from dlcli.parts.sources._source import Loaded
from dlcli.parts.sources._tabular import Tabular
from dlcli.parts.sources.csv import Csv
from dlcli.parts.sources.parquet import Parquet

if TYPE_CHECKING:
    from dlcli.parts.sources._mapped_texts import TextColumn
    from dlcli.parts.sources._table_columns import WordColumn


class ImageTable(Tabular):
    """A table with a column of paths: `columns: {photo: image}` makes pictures of it, with the targets beside.

    The table is a CSV or a Parquet file; paths in it are relative to it. Other columns that `columns` names are
    features too. Pictures are as in `image_folder`.

    Example:
        type: image_table
        path: pets.csv
        target: kind
        columns:
          photo: image
    """

    columns: dict[str, Literal["number", "category", "text", "date", "image"]]  # type: ignore[assignment]
    """The columns that are used: one of them an image, each other a number, a category, text or a date."""
    channels: Literal[1, 3] = 3
    """1: grey; 3: red, green and blue."""

    on_bad_record: OnBadRecord = "error"
    """What a picture that cannot be decoded does: it ends the training when it is met; or, with `skip`, every picture
    is decoded once before, and rows with bad ones are left out and counted. More than a tenth are an error still."""

    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".parquet")

    @field_validator("columns")
    @classmethod
    def _one_is_an_image(cls, kinds: dict[str, str], info: ValidationInfo) -> Any:
        targets = by_label(info.data.get("target", ())).values()
        pictures = [name for name, kind in kinds.items() if kind == "image" and name not in targets]
        if len(pictures) != 1:
            raise problem("wrong-value", "", expected="columns of which one, and no target, is an image", value=kinds)
        return kinds

    @property
    def picture(self) -> str:
        """The column of paths."""
        return next(name for name, kind in self.columns.items() if kind == "image")

    @cached_property
    def _table(self) -> Csv | Parquet:
        """The table by itself: paths are text."""
        part = Parquet if any(path.suffix == ".parquet" for path in self.files()) else Csv
        fields = {name: getattr(self, name) for name in Tabular.model_fields}
        columns: Mapping[str, ColumnKind] = {**self.columns, self.picture: "text"}  # type: ignore[dict-item]
        return part.model_validate({**fields, "columns": columns})

    def header(self) -> tuple[str, ...]:
        return self._table.header()

    def rows(self) -> Iterator[Row]:
        return self._table.rows()

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        return self._table.blocks(columns)

    def facts(self) -> Facts:
        facts = self._with_picture(self._table.facts())
        return facts if self.on_bad_record == "error" else replace(facts, sizes={"train": None})

    def load(self) -> Loaded:
        import numpy as np

        loaded = self._table.load()
        words: WordColumn | TextColumn = loaded.features[self.picture]  # type: ignore[assignment]
        folder = self.files()[0].parent
        paths = [folder / name for name in words.texts()]
        rows, notes = self._usable(paths)
        files = (*loaded.files, *data_files(folder, sorted({paths[row] for row in rows})))
        facts = self._with_picture(loaded.facts)
        if len(rows) < len(paths):
            loaded = replace(loaded, splits={"train": np.array(rows, np.int64)})
            facts = replace(facts, sizes={"train": len(rows)})
        return replace(
            loaded,
            facts=facts,
            notes=(*loaded.notes, *notes),
            features={**loaded.features, self.picture: ImageFileColumn(tuple(map(str, paths)), self.channels)},
            fingerprint=digest_of(files),
            files=files,
        )

    def _usable(self, paths: Sequence[Path]) -> tuple[Sequence[int], tuple[str, ...]]:
        """The rows whose picture can be decoded, and what to say of the others."""
        if self.on_bad_record == "skip":
            return usable(paths, self.channels, self.path)
        check_pictures(paths, lambda number: f"row {number + 1} of '{self.path}'")
        return range(len(paths)), ()

    def _with_picture(self, facts: Facts) -> Facts:
        picture = Feature((None, None, self.channels), (0, 255), image=True)
        origin = facts.origin.replace(self._table.word, self.word, 1)
        return replace(facts, features={**facts.features, self.picture: picture}, origin=origin)

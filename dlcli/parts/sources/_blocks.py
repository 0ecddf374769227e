"""A table in blocks of Arrow arrays: what its columns hold, and their values as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.parts.facts import ColumnKind
from dlcli.parts.sources._contents import Content, no_date, number_in, weight_in
from dlcli.parts.sources._csv_cells import LARGEST, MISSING, Words, is_number, wrong_target
from dlcli.parts.sources._looked import Looked

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

Block = Mapping[str, "pa.Array"]
"""Some rows: the values of each column."""
Read = Callable[[Sequence[str]], Iterable[Block]]
"""Reads these columns, block by block."""


def kinds_by_looking(
    read: Read, told: Mapping[str, ColumnKind | None], *, at: Callable[[int], str]
) -> dict[str, ColumnKind]:
    """The kind of each feature: as the recipe says, or as all its values look.

    Raises:
        DataError: a column is neither one thing nor another.
    """
    looked = {name: Looked() for name, kind in told.items() if kind is None}
    first = 0
    for block in read(tuple(looked)) if looked else ():
        for name, column in looked.items():
            _see(column, block[name], first)
        first += len(next(iter(block.values())))
    return {name: kind or looked[name].kind(name, at=at) for name, kind in told.items()}


def _see(looked: Looked, values: pa.Array, first: int) -> None:
    """Takes a block into account; `first` is the number of its first row."""
    import pyarrow.compute as pc

    numbers = numbers_in(values)
    if numbers is not None:
        count = len(numbers) - numbers.null_count
        looked.filled, looked.numbers = looked.filled + count, looked.numbers + count
        return
    texts = as_text(values)
    for each in pc.value_counts(texts).to_pylist():
        row = first + pc.index(texts, each["values"]).as_py() if looked.odd is None else 0
        looked.see(row, each["values"], times=each["counts"])


def block_of(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Block:
    """A block of rows of text."""
    import pyarrow as pa

    return {name: pa.array([cells[name] for cells in rows], pa.string()) for name in columns}


def as_text(values: pa.Array) -> pa.Array:
    """Values as a table in text has them, without the spaces around them; nothing for what is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_temporal(values.type):
        whole = pa.types.is_date(values.type)
        values = pc.strftime(values, format="%Y-%m-%d" if whole else "%Y-%m-%d %H:%M:%S")
        # Behind the point of the seconds stand more digits than a date has.
        values = values if whole else pc.utf8_slice_codeunits(values, 0, 19)
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    return pc.utf8_trim_whitespace(pc.fill_null(values.cast(pa.string()), ""))


def numbers_in(values: pa.Array) -> pa.Array | None:
    """Values as numbers, null for those that are missing; None where one is no number, or no float32 holds it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type) or pa.types.is_temporal(values.type):
        return None
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.int8())
    try:
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            texts = as_text(values)
            texts = pc.if_else(_missing_in(texts), None, texts)
            found = texts.cast(pa.float64())
        else:
            found = pc.if_else(pc.is_nan(values.cast(pa.float64())), None, values.cast(pa.float64()))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    ends = pc.min_max(found)
    low, high = ends["min"].as_py(), ends["max"].as_py()
    return found if low is None or (low >= -LARGEST and high <= LARGEST) else None


def _missing_in(texts: pa.Array) -> pa.Array:
    """Whether each text stands for a value that is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(pc.utf8_lower(texts), value_set=pa.array(sorted(MISSING)))


@dataclass(frozen=True)
class Part:
    """A block, and what is made of it."""

    content: Content
    block: Block
    rows: np.ndarray
    """The numbers of its rows in the table, from 0."""
    where: Callable[[int], str]
    """Where a row of the table stands."""

    def at(self, row: int) -> str:
        """Where a row of the block stands."""
        return self.where(int(self.rows[row]))

    def rows_to_keep(self) -> np.ndarray:
        """Whether nothing that is needed is missing, for each row."""
        import numpy as np
        import pyarrow.compute as pc

        content, kept = self.content, np.ones(len(next(iter(self.block.values()))), bool)
        targets = [name for name, target in content.targets.items() if not target.may_be_empty]
        for name in (*content.kinds, *targets):
            texts = as_text(self.block[name])
            numbers = content.kinds.get(name) in ("number", "date")
            if numbers or (name in content.targets and content.targets[name].told != "category"):
                kept &= ~_missing_in(texts).to_numpy(zero_copy_only=False)
            kept &= pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
        return kept

    def numbers(self) -> np.ndarray:
        """The columns of numbers and the weight, of shape (rows, width); nan for what is missing."""
        import numpy as np

        columns = [self._column(name) for name in self.content.number_columns]
        if self.content.weight is not None:
            columns.append(self._weight(self.content.weight))
        rows = len(next(iter(self.block.values())))
        return np.stack(columns, axis=1) if columns else np.zeros((rows, 0))

    def _column(self, name: str) -> np.ndarray:
        import numpy as np

        found = numbers_in(self.block[name])
        if found is None:
            cells = enumerate(as_text(self.block[name]).to_pylist())
            return np.array([number_in(self.content, name, cell, partial(self.at, row)) for row, cell in cells])
        if found.null_count and name not in self.content.missing:
            self.content.missing[name] = self.at(np.flatnonzero(found.is_null().to_numpy(zero_copy_only=False))[0])
        return np.asarray(found.fill_null(float("nan")).to_numpy(zero_copy_only=False), np.float64)

    def _weight(self, name: str) -> np.ndarray:
        import numpy as np

        found = numbers_in(self.block[name])
        if found is None or found.null_count:
            cells = enumerate(as_text(self.block[name]).to_pylist())
            return np.array([weight_in(name, cell, partial(self.at, row)) for row, cell in cells])
        return np.asarray(found.to_numpy(zero_copy_only=False), np.float64)

    def codes(self, name: str, words: Words, wrong: Callable[[str], DataError | None]) -> np.ndarray:
        """The numbers of the texts of a column; `wrong` says what is wrong with one of them."""
        import numpy as np
        import pyarrow.compute as pc

        texts = as_text(self.block[name])
        encoded = texts.dictionary_encode()
        found = encoded.dictionary.to_pylist()
        for each in found:
            error = wrong(each) if each not in words else None
            if error is not None:
                error.where = self.at(pc.index(texts, each).as_py())
                raise error
        numbers = np.array([words.number(each) for each in found], np.int32)
        return numbers[encoded.indices.to_numpy(zero_copy_only=False)] if len(texts) else numbers

    def feature_codes(self, name: str) -> np.ndarray:
        """The numbers of the texts of a feature."""
        dates = self.content.kinds[name] == "date"
        return self.codes(name, self.content.words[name], lambda cell: no_date(name, cell) if dates else None)

    def target(self, name: str) -> np.ndarray:
        """The values of a target: numbers, or those of its classes."""
        import numpy as np

        target, values = self.content.targets[name], self.block[name]
        if not len(values):
            # Every row of the block was left out: the next one tells what the target is.
            return np.zeros(0)
        if target.kind is None:
            target.kind = target.told or ("number" if is_number(as_text(values)[0].as_py()) else "category")

        def problem(cell: str) -> DataError | None:
            wrong = replace(target.fresh(), kind=target.kind).add(cell)
            return wrong_target(name, cell, wrong) if wrong else None

        if target.kind == "category":
            return self.codes(name, target.words, problem)
        found = numbers_in(values)
        if found is not None and not found.null_count:
            return np.asarray(found.to_numpy(zero_copy_only=False), np.float64)
        cells = as_text(values).to_pylist()
        for row, cell in enumerate(cells):
            error = problem(cell)
            if error is not None:
                error.where = self.at(row)
                raise error
        return np.array([float(cell) for cell in cells])

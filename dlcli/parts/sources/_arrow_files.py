"""Tables in files as blocks of Arrow arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.sources._blocks import Block, as_text
from dlcli.parts.sources._csv_file import LONGEST_VALUE, opened

ROWS = 16_384
"""Rows that are read at once, where a file tells rows apart."""
NONE: Mapping[str, str] = MappingProxyType({})
BLOCK = 8 * 2**20
"""Bytes that are read at once."""


def csv_blocks(path: Path, columns: Sequence[str]) -> Iterator[Block]:
    """The texts of some columns of a CSV file.

    Raises:
        pyarrow.ArrowInvalid: a row of another length than the header, a quote in a wrong place.
    """
    import pyarrow as pa
    from pyarrow import csv

    with opened(path) as file:
        header, above = file.header, file.lines_read
    reader = csv.open_csv(
        path,
        read_options=csv.ReadOptions(block_size=BLOCK, column_names=list(header), skip_rows=above),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            include_columns=list(columns),
            column_types=dict.fromkeys(header, pa.string()),
            strings_can_be_null=False,
        ),
    )
    with reader:
        for batch in reader:
            block = dict(zip(columns, batch.columns, strict=True))
            _refuse_unusual(block)
            yield block


def _refuse_unusual(block: Block) -> None:
    """Refuses what reading row by row refuses, or reads otherwise: the longest value, a quote behind a blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for values in block.values():
        if (pc.max(pc.binary_length(values)).as_py() or 0) > LONGEST_VALUE:
            raise pa.ArrowInvalid("a long value")
        if pc.any(pc.match_substring_regex(values, r'^\s+"')).as_py():
            raise pa.ArrowInvalid("a quote behind a blank")


@contextmanager
def opened_parquet(path: Path) -> Iterator[Any]:
    """A Parquet file.

    Raises:
        DataError: it is none, or it is damaged.
    """
    import pyarrow as pa
    from pyarrow import parquet

    with open_regular(path) as stream:
        try:
            with parquet.ParquetFile(stream, pre_buffer=False) as file:
                yield file
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as problem:
            told = str(problem).splitlines()[0][:200]
            raise DataError(f"'{path}' cannot be read: {told}", help="bring a whole file in Parquet's format") from None


def parquet_blocks(path: Path, columns: Sequence[str], separators: Mapping[str, str] = NONE) -> Iterator[Block]:
    """Some columns of a Parquet file; lists of texts in those with a separator are joined by it.

    Raises:
        DataError: it is damaged, or a column holds lists or objects.
    """
    import pyarrow as pa

    with opened_parquet(path) as file:
        for name in columns:
            kind = file.schema_arrow.field(name).type
            if name in separators and pa.types.is_list(kind):
                continue
            if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_duration(kind):
                message = f"column '{name}' of '{path}' is {kind}, a column of a table holds single values"
                raise DataError(message, help="leave it out: columns: {NAME: number} names those that are used")
        for batch in file.iter_batches(batch_size=ROWS, columns=list(columns)):
            yield {name: _joined(batch.column(name), separators.get(name)) for name in columns}


def _joined(values: Any, separator: str | None) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if separator is None or not pa.types.is_list(values.type):
        return values
    return pc.fill_null(pc.binary_join(values.cast(pa.list_(pa.string())), separator), "")


class ParquetRows:
    """The rows of a Parquet file as those of a CSV file."""

    def __init__(self, path: Path, separators: Mapping[str, str] = NONE) -> None:
        self.path, self._separators = path, separators
        with opened_parquet(path) as file:
            self.header = tuple(file.schema_arrow.names)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row's number, from 1, and its values as text."""
        number = 0
        for block in parquet_blocks(self.path, self.header, self._separators):
            for cells in zip(*(as_text(values).to_pylist() for values in block.values()), strict=True):
                number += 1
                yield number, list(cells)

    def at(self, row: int) -> str:
        """A row of this file, as messages name it."""
        return f"{self.path}, row {row}"

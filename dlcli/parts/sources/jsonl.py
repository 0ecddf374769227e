"""The source `jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

from dlcli.ground.errors import DataError
from dlcli.parts.sources._blocks import Block, block_of
from dlcli.parts.sources._contents import Row
from dlcli.parts.sources._csv_cells import shown
from dlcli.parts.sources._several_classes import joined
from dlcli.parts.sources._table_file import READ_WHOLE_BELOW
from dlcli.parts.sources._table_paths import unpacked
from dlcli.parts.sources._tabular import Tabular

_LONGEST_LINE = 2**20
_ROWS_A_BLOCK = 20_000


class Jsonl(Tabular):
    """A table in a file with an object a line: `{"area": 80, "city": "Rome", "price": 2.5}`, in UTF-8.

    Values are numbers, texts, true (1) and false (0); null, and a key that an object has not, is a missing value. The
    columns are the keys in the first MiB, in the order in which they come. All else is as in `csv`.

    Example:
        type: jsonl
        path: houses.jsonl
        target: price
    """

    suffixes: ClassVar[tuple[str, ...]] = (".jsonl", ".ndjson")

    def header(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        read = 0
        for _, row, size in self._objects():
            found |= dict.fromkeys(row)
            read += size
            if read > READ_WHOLE_BELOW:
                break
        if not found:
            raise DataError(f"'{self.path}' has no rows", help="give a file with an object a line")
        return tuple(found)

    def rows(self) -> Iterator[Row]:
        header = self.header()
        for where, row, _ in self._objects():
            new = row.keys() - header
            if new and self.columns is None:
                message = f"the key {shown(min(new))} is none of the columns"
                raise DataError(message, where=where, help="name the columns that are used: columns: {NAME: number}")
            yield where, {name: self._cell(row.get(name), name, where) for name in header}

    def _cell(self, value: Any, name: str, where: str) -> str:
        if isinstance(value, list) and self.separator is not None and name == self.target:
            return joined(value, self.separator, name, where)
        return _cell(value, name, where)

    def blocks(self, columns: Sequence[str]) -> Iterator[Block]:
        rows = self.rows()
        while part := list(islice(rows, _ROWS_A_BLOCK)):
            yield block_of([cells for _, cells in part], columns)

    def _objects(self) -> Iterator[tuple[str, dict[str, Any], int]]:
        for path in self.files():
            with unpacked(path) as stream:
                number = 0
                while line := stream.readline(_LONGEST_LINE):
                    number += 1
                    where = f"{path}:{number}"
                    if len(line) == _LONGEST_LINE:
                        raise DataError("the line is longer than 1 MiB", where=where, help="is this JSON lines?")
                    if line.strip():
                        yield where, _object(line, where), len(line)


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        message = f"the line is not UTF-8 (byte 0x{line[problem.start]:02x})"
        raise DataError(message, where=where, help="save it as UTF-8") from None
    except (ValueError, RecursionError):
        raise DataError("the line is no JSON", where=where, help="write an object a line") from None
    if not isinstance(found, dict):
        raise DataError("the line is no object", where=where, help='write {"NAME": VALUE, …}')
    return found


def _cell(value: Any, name: str, where: str) -> str:
    """A value as a table in text has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list | dict):
        what = "a list" if isinstance(value, list) else "an object"
        raise DataError(f"'{name}' is {what}, a column of a table holds single values", where=where, help="flatten it")
    return value.strip() if isinstance(value, str) else repr(value)

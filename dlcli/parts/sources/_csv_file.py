"""Reading a CSV file as text: its header and its rows, each with the line on which it begins."""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Protocol

from dlcli.ground.errors import DataError
from dlcli.parts.sources._classes import near
from dlcli.parts.sources._table_paths import unpacked

LONGEST_LINE = 2**20
MOST_COLUMNS = 100_000
LONGEST_VALUE = csv.field_size_limit()
_DELIMITERS = {";": ";", "\t": "tab", "|": "|"}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_AS_UTF8 = "save it as UTF-8"


class CsvFile:
    """An open CSV file with `header`, the last of the first `lines_read` lines; `rows()` reads the rest once."""

    def __init__(self, path: Path, stream: BufferedReader) -> None:
        self.path = path
        self._line = 0
        try:
            wide = stream.peek(2)[:2] in _WIDE
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise DataError(f"'{path}' cannot be unpacked", help="bring a whole file") from None
        if wide:
            raise DataError(f"'{path}' is UTF-16 text, dlcli reads UTF-8", help=_AS_UTF8)
        self._text = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        self._reader = csv.reader(self._lines(), strict=True, skipinitialspace=True)
        _, cells = next(self._records(), (0, None))
        if cells is None:
            raise DataError(f"'{path}' is empty", help="give a file with a row of column names and rows of values")
        self.header = tuple(cells)
        self.lines_read = self._reader.line_num
        self._check_header()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row's line and its values without the spaces around them; blank lines are left out.

        Raises:
            DataError: a row of another length than the header, a quote that is not closed, text that is not UTF-8.
        """
        width = len(self.header)
        for line, cells in self._records():
            if len(cells) != width:
                have = f"{len(cells)} value{'s' * (len(cells) != 1)}"
                raise DataError(
                    f"a row has {have}, the header has {width}", where=self.at(line), help="mend or remove the row"
                )
            yield line, cells

    def at(self, line: int) -> str:
        """A line of this file, as messages name it."""
        return f"{self.path}:{line}"

    def _lines(self) -> Iterator[str]:
        while True:
            try:
                line = self._text.readline(LONGEST_LINE)
            except UnicodeDecodeError:
                raise self._not_utf8() from None
            except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
                raise DataError(f"'{self.path}' cannot be unpacked: {problem}", help="bring a whole file") from None
            if not line:
                return
            self._line += 1
            if len(line) == LONGEST_LINE:
                raise DataError("the line is longer than 1 MiB", where=self.at(self._line), help="is this a CSV file?")
            if "\0" in line:
                raise DataError("the line holds a NUL byte", where=self.at(self._line), help=_AS_UTF8)
            yield line

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = self._reader.line_num + 1
            try:
                cells = [cell.strip() for cell in next(self._reader)]
            except StopIteration:
                return
            except csv.Error as problem:
                raise DataError(_in_words(problem), where=self.at(line), help="mend the quotes in this row") from None
            if cells and cells != [""]:
                yield line, cells

    def _not_utf8(self) -> DataError:
        # Text is decoded in large pieces: the line at fault is found by a second look.
        with unpacked(self.path) as stream:
            for number, line in enumerate(stream, 1):
                try:
                    line.decode("utf-8-sig")
                except UnicodeDecodeError as problem:
                    message = f"the line is not UTF-8 (byte 0x{line[problem.start]:02x})"
                    return DataError(message, where=self.at(number), help=_AS_UTF8)
        return DataError(f"'{self.path}' is not UTF-8", help=_AS_UTF8)

    def _check_header(self) -> None:
        names = self.header
        if len(names) == 1:
            for character, name in _DELIMITERS.items():
                if character in names[0]:
                    message = f"'{self.path}' looks like '{name}'-separated"
                    raise DataError(message, where=self.at(1), help="save it with ',' between the values")
        if len(names) > MOST_COLUMNS:
            raise DataError(f"'{self.path}' has {len(names):,} columns, the limit is {MOST_COLUMNS:,}")
        if "" in names:
            raise DataError(
                f"column {names.index('') + 1} of '{self.path}' has no name",
                where=self.at(1),
                help="name it; a row number that pandas wrote goes away with to_csv(index=False)",
            )
        if len(set(names)) < len(names):
            repeated = next(name for at, name in enumerate(names) if name in names[:at])
            raise DataError(f"two columns are named '{repeated}'", where=self.at(1), help="rename one of them")


class Cells(Protocol):
    """The rows of a table as texts, with their places."""

    path: Path
    header: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row's number and its values."""

    def at(self, line: int, /) -> str:
        """A row, as messages name it."""


def place_of(file: Cells, name: str) -> int:
    """Where a column stands.

    Raises:
        DataError: there is none of this name.
    """
    if name not in file.header:
        advice = f"{near(name, file.header)}its columns are {', '.join(file.header[:50])}"
        raise DataError(f"'{file.path}' has no column '{name}'", help=advice)
    return file.header.index(name)


def _in_words(problem: csv.Error) -> str:
    text = str(problem)
    if "unexpected end" in text:
        return "a quote that opens in this row is never closed"
    if "field larger" in text:
        return f"a value is longer than {LONGEST_VALUE:,} characters, or its quote is never closed"
    return "a quote stands inside a value"


@contextmanager
def opened(path: Path) -> Iterator[CsvFile]:
    """The CSV file at `path`.

    Raises:
        DataError: there is no file that can be read, or its header is wrong.
    """
    with unpacked(path) as stream:
        yield CsvFile(path, stream)

"""The source `text_file`."""

from __future__ import annotations

from pathlib import Path

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular
from dlcli.parts.facts import Facts
from dlcli.parts.fields import DataPath
from dlcli.parts.sources._fingerprints import DataFile, data_files
from dlcli.parts.sources._text_windows import TextWindows


class TextFile(TextWindows):
    """A text in a file (UTF-8), cut into pieces of so many characters or words, one after the other.

    Example:
        type: text_file
        path: book.txt
        length: 80
    """

    path: DataPath
    """The file."""

    def facts(self) -> Facts:
        open_regular(Path(self.path)).close()
        return super().facts()

    def content(self) -> tuple[str, tuple[DataFile, ...]]:
        path = Path(self.path)
        with open_regular(path) as stream:
            data = stream.read()
        try:
            return data.decode("utf-8-sig"), data_files(path.parent, [path])
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"'{self.path}' is not UTF-8: byte 0x{data[error.start]:02x} in line {line}"
            raise DataError(message, help="save it as UTF-8") from error

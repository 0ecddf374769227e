"""The source `text_folder`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from dlcli.ground.errors import DataError
from dlcli.ground.files import read_bytes
from dlcli.parts.facts import Feature
from dlcli.parts.sources._class_folders import ClassFolders
from dlcli.parts.sources._columns import TextFileColumn
from dlcli.parts.sources._source import Column

_LONGEST = 16 * 2**20


class TextFolder(ClassFolders):
    """A folder of folders: each holds the texts of one class, a file each (UTF-8), and gives it its name.

    Where it holds nothing but the folders train, validation and test, or some of them, each of these holds the
    classes, and they are the splits. Texts are read when they are needed: `text_vectorization` makes numbers of them.
    Hidden files, and files beside the class folders, are left out.

    Example:
        type: text_folder
        path: reviews
        classes: [neg, pos]
        positive: pos
    """

    what: ClassVar[str] = "texts"

    def feature(self) -> tuple[str, Feature]:
        return "text", Feature((), text=True)

    def column(self, paths: Sequence[Path]) -> Column:
        for path in paths:
            _check_text(path)
        return TextFileColumn(tuple(map(str, paths)))


def _check_text(path: Path) -> None:
    data = read_bytes(path, limit=_LONGEST)
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"'{path}' is not UTF-8: byte 0x{data[error.start]:02x} in line {line}"
        raise DataError(message, help="save it as UTF-8, or remove it") from error

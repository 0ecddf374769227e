"""The source `image_folder`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from dlcli.parts.facts import Feature
from dlcli.parts.sources._class_folders import ClassFolders
from dlcli.parts.sources._columns import ImageFileColumn
from dlcli.parts.sources._picture_files import check_picture
from dlcli.parts.sources._source import Column


class ImageFolder(ClassFolders):
    """A folder of folders: each holds the pictures of one class (PNG, JPEG, GIF, BMP, WebP) and gives it its name.

    Where it holds nothing but the folders train, validation and test, or some of them, each of these holds the
    classes, and they are the splits.

    Pictures may differ in size: resize them in `data.transforms`. They are decoded when they are needed, to 3 channels
    or, with `channels: 1`, to grey; of an animation the first picture counts, a rotation noted in the file is ignored.
    Hidden files, and files beside the class folders, are left out.

    Example:
        type: image_folder
        path: pets
        channels: 3
        classes: [cat, dog]
    """

    what: ClassVar[str] = "pictures"

    channels: Literal[1, 3] = 3
    """1: grey; 3: red, green and blue."""

    def feature(self) -> tuple[str, Feature]:
        return "image", Feature(shape=(None, None, self.channels), value_range=(0, 255), image=True)

    def column(self, paths: Sequence[Path]) -> Column:
        for path in paths:
            check_picture(path)
        return ImageFileColumn(tuple(map(str, paths)), self.channels)

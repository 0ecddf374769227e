"""The source `image_folder`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Literal

from dlcli.parts.facts import Feature
from dlcli.parts.sources._class_folders import ClassFolders
from dlcli.parts.sources._columns import ImageFileColumn
from dlcli.parts.sources._pictures import OnBadRecord, check_pictures, usable
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

    on_bad_record: OnBadRecord = "error"
    """What a picture that cannot be decoded does: it ends the training when it is met; or, with `skip`, every picture
    is decoded once before, and bad ones are left out and counted. More than a tenth are an error still."""

    def feature(self) -> tuple[str, Feature]:
        return "image", Feature(shape=(None, None, self.channels), value_range=(0, 255), image=True)

    def takes_all(self) -> bool:
        return self.on_bad_record == "error"

    def sorted_out(self, paths: Sequence[Path]) -> tuple[Sequence[int], tuple[str, ...]]:
        if self.on_bad_record == "error":
            return super().sorted_out(paths)
        return usable(paths, self.channels, self.path)

    def column(self, paths: Sequence[Path]) -> Column:
        check_pictures(paths)
        return ImageFileColumn(tuple(map(str, paths)), self.channels)

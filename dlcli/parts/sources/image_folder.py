"""The source `image_folder`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from dlcli.parts.facts import Facts, Feature, Label
from dlcli.parts.fields import DataPath
from dlcli.parts.sources._arrays import splits
from dlcli.parts.sources._class_folders import Names, TooManyNames, class_names, pictures
from dlcli.parts.sources._classes import Classified, listing
from dlcli.parts.sources._columns import ArrayColumn, ImageFileColumn
from dlcli.parts.sources._fingerprints import data_files, digest_of
from dlcli.parts.sources._picture_files import check_picture
from dlcli.parts.sources._source import Loaded

_MOST_NAMES = 10_000


class ImageFolder(Classified):
    """A folder of folders: each holds the pictures of one class (PNG, JPEG, GIF, BMP) and gives it its name.

    Pictures may differ in size: resize them in `data.transforms`. They are decoded when they are needed, to 3 channels
    or, with `channels: 1`, to grey; of an animation the first picture counts, a rotation noted in the file is ignored.
    Hidden files, and files beside the class folders, are left out.

    Example:
        type: image_folder
        path: pets
        channels: 3
        classes: [cat, dog]
    """

    path: DataPath
    """The folder, relative to this file."""
    channels: Literal[1, 3] = 3
    """1: grey; 3: red, green and blue."""

    def facts(self) -> Facts:
        root, names = Path(self.path), Names(_MOST_NAMES)
        try:
            chosen = self.chosen(class_names(root, names), of=self.path)
        except TooManyNames:
            return self._facts(self.unread_label(), None)
        try:
            counts = [self.kept(sum(1 for _ in pictures(root / name, names))) for name in chosen]
        except TooManyNames:
            return self._facts(self.label(chosen), None)
        return self._facts(self.label(chosen), sum(counts))

    def load(self) -> Loaded:
        import numpy as np

        root, names = Path(self.path), Names()
        chosen = self.chosen(class_names(root, names), of=self.path)
        found = {name: list(pictures(root / name, names))[: self.limit_per_class] for name in chosen}
        paths = [path for each in found.values() for path in each]
        for path in paths:
            check_picture(path)
        files = data_files(root, paths)
        labels = np.repeat(np.arange(len(chosen), dtype=np.int32), [len(each) for each in found.values()])
        return Loaded(
            facts=self._facts(self.label(chosen), len(paths)),
            features={"image": ImageFileColumn(tuple(map(str, paths)), self.channels)},
            labels={"label": ArrayColumn(labels)},
            splits=splits(len(paths), len(paths)),
            label_values={"label": labels},
            fingerprint=digest_of(files),
            files=files,
        )

    def _facts(self, label: Label, size: int | None) -> Facts:
        image = Feature(shape=(None, None, self.channels), value_range=(0, 255), image=True)
        origin = listing(label.names) if label.names else Path(self.path).name
        return Facts({"image": image}, {"label": label}, {"train": size}, f"{self.word}: {origin}")

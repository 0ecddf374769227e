"""The source `idx`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationInfo, field_validator

from dlcli.parts.fields import DataPath
from dlcli.parts.part import problem
from dlcli.parts.sources import _idx_file
from dlcli.parts.sources._array_pairs import ArrayPairs, Found
from dlcli.parts.sources._npz_file import Pair, check_pair

if TYPE_CHECKING:
    import numpy as np


class Idx(ArrayPairs):
    """Pictures and labels in the format of MNIST's own files, packed by gzip or not.

    Whole numbers as labels are classes, floats are numbers to predict. Files of test pictures and their labels are the
    source's own test split.

    Example:
        type: idx
        images: train-images-idx3-ubyte.gz
        labels: train-labels-idx1-ubyte.gz
        test_images: t10k-images-idx3-ubyte.gz
        test_labels: t10k-labels-idx1-ubyte.gz
    """

    images: DataPath
    """The file of the pictures, or of other arrays, relative to this one."""
    labels: DataPath
    """The file of their labels."""
    test_images: DataPath | None = None
    """The file of the test pictures; test_labels belongs to it."""
    test_labels: DataPath | None = None
    """The file of the labels of the test pictures."""

    @field_validator("test_labels")
    @classmethod
    def _belongs_to_pictures(cls, path: str | None, info: ValidationInfo) -> str | None:
        if path is not None and info.data.get("test_images") is None:
            raise problem("wrong-value", "", expected="left out without test_images", value=path)
        return path

    def model_post_init(self, _: object) -> None:
        if self.test_images is not None and self.test_labels is None:
            raise problem("missing-key", "", key="test_labels", owner=self.word)

    def where(self) -> Path:
        return Path(self.images).parent

    def files(self) -> Sequence[Path]:
        return [Path(path) for pair in self._pairs().values() for path in pair]

    def found(self) -> Found:
        pairs = {}
        for split, (images, labels) in self._pairs().items():
            pair = Pair(images, labels, _idx_file.header(Path(images)), _idx_file.header(Path(labels)))
            check_pair(self.where(), pair)
            pairs[split] = pair
        return {"label": pairs}

    def arrays(self, keys: Sequence[str]) -> np.ndarray:
        import numpy as np

        parts = [_idx_file.array(Path(key)) for key in keys]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _pairs(self) -> dict[str, tuple[str, str]]:
        """The files of pictures and labels by split."""
        train = {"train": (self.images, self.labels)}
        if self.test_images is None or self.test_labels is None:
            return train
        return {**train, "test": (self.test_images, self.test_labels)}

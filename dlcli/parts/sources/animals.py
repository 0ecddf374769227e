"""The source `animals`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.sources._builtin import BuiltIn, Content

_FILE = Path(__file__).parent / "data" / "animals.npz"


class Animals(BuiltIn):
    """Silhouettes of ten animals, 28×28, grey: 7716 to train on and 1500 to test on.

    `limit_per_class` holds for the training pictures; the test pictures of the chosen classes are always whole.

    Example:
        type: animals
        classes: [cat, dog]
        positive: cat
    """

    known_classes: ClassVar[tuple[str, ...] | None] = (
        "bear", "bird", "cat", "cow", "dog", "elephant", "giraffe", "horse", "sheep", "zebra",
    )  # fmt: skip
    counts: ClassVar[Mapping[str, tuple[int, ...]]] = {
        "train": (737, 612, 792, 796, 797, 800, 800, 797, 785, 800),
        "test": (150,) * 10,
    }
    given: ClassVar[Mapping[str, Feature]] = {"image": Feature(shape=(28, 28, 1), value_range=(0, 255), image=True)}

    def read(self) -> Content:
        import numpy as np

        with np.load(_FILE, allow_pickle=False) as file:
            pictures = np.concatenate([file["x_train"], file["x_test"]])[..., None]
            labels = np.concatenate([file["y_train"], file["y_test"]])
            return Content({"image": pictures}, labels, len(file["y_train"]))

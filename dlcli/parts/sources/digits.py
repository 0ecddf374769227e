"""The source `digits`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.sources._builtin import BuiltIn, Content


class Digits(BuiltIn):
    """1797 handwritten digits, 8×8, grey from 0 to 16 (Alpaydin and Kaynak, 1998; scikit-learn's copy).

    Example:
        type: digits
        classes: [3, 8]
    """

    known_classes: ClassVar[tuple[str, ...] | None] = tuple("0123456789")
    counts: ClassVar[Mapping[str, tuple[int, ...]]] = {"train": (178, 182, 177, 183, 181, 182, 181, 179, 174, 180)}
    given: ClassVar[Mapping[str, Feature]] = {"image": Feature(shape=(8, 8, 1), value_range=(0, 16), image=True)}

    def read(self) -> Content:
        import numpy as np
        from sklearn.datasets import load_digits

        bunch = load_digits()
        return Content({"image": bunch.images.astype(np.uint8)[..., None]}, bunch.target, len(bunch.target))

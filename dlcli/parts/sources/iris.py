"""The source `iris`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlcli.parts.sources._builtin import BuiltInTable


class Iris(BuiltInTable):
    """150 irises of three species, measured in centimetres (Fisher, 1936; scikit-learn's copy).

    Example:
        type: iris
        classes: [versicolor, virginica]
    """

    known_classes: ClassVar[tuple[str, ...] | None] = ("setosa", "versicolor", "virginica")
    counts: ClassVar[Mapping[str, tuple[int, ...]]] = {"train": (50, 50, 50)}
    columns: ClassVar[tuple[str, ...]] = ("sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm")

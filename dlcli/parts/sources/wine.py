"""The source `wine`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlcli.parts.sources._builtin import BuiltInTable


class Wine(BuiltInTable):
    """178 wines from three growers, by 13 measurements (Aeberhard and Forina, 1991; scikit-learn's copy).

    Example:
        type: wine
    """

    known_classes: ClassVar[tuple[str, ...] | None] = ("class_0", "class_1", "class_2")
    counts: ClassVar[Mapping[str, tuple[int, ...]]] = {"train": (59, 71, 48)}
    columns: ClassVar[tuple[str, ...]] = (
        "alcohol",
        "malic_acid",
        "ash",
        "alcalinity_of_ash",
        "magnesium",
        "total_phenols",
        "flavanoids",
        "nonflavanoid_phenols",
        "proanthocyanins",
        "color_intensity",
        "hue",
        "od280_od315_of_diluted_wines",
        "proline",
    )

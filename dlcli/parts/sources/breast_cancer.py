"""The source `breast_cancer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from dlcli.parts.sources._builtin import BuiltInTable

_MEASURES = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave_points",
    "symmetry",
    "fractal_dimension",
)


class BreastCancer(BuiltInTable):
    """569 tumours, malignant or benign, by 30 measurements of cell nuclei (Wolberg, 1995; scikit-learn's copy).

    Example:
        type: breast_cancer
        positive: malignant
    """

    known_classes: ClassVar[tuple[str, ...] | None] = ("malignant", "benign")
    counts: ClassVar[Mapping[str, tuple[int, ...]]] = {"train": (212, 357)}
    columns: ClassVar[tuple[str, ...]] = (
        *(f"mean_{measure}" for measure in _MEASURES),
        *(f"{measure}_error" for measure in _MEASURES),
        *(f"worst_{measure}" for measure in _MEASURES),
    )

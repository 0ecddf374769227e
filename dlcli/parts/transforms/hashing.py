"""Categories as numbers without a vocabulary: each falls into one of a fixed number of bins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Count
from dlcli.parts.transforms._transform import Transform, expect_words

if TYPE_CHECKING:
    import numpy as np


class Hashing(Transform):
    """The number of the bin that a value falls into, from 0 on; different values may fall into the same one.

    Nothing is learned: for columns of very many different values, and of values that are always new.

    Example:
        type: hashing
        num_bins: 64
        output_mode: one_hot
    """

    num_bins: Count
    """How many bins there are."""
    output_mode: Literal["int", "one_hot"] = "int"
    """The number of the bin, for an embedding; or a place for each bin, 1 at its own and 0 elsewhere."""

    def gives_indices(self) -> bool:
        return self.output_mode == "int"

    def vocabulary_size(self) -> int | None:
        return self.num_bins

    def feature(self, given: Feature) -> Feature:
        expect_words(self.word, given)
        if self.output_mode == "one_hot":
            return replace(given, shape=(self.num_bins,), text=False, value_range=(0.0, 1.0), vocabulary=None)
        return replace(given, text=False, value_range=(0.0, float(self.num_bins - 1)), vocabulary=self.num_bins)

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        return self.build()

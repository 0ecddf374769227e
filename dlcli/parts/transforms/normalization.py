"""Numbers brought to mean 0 and variance 1, as learned from the training split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.transforms._moments import moments
from dlcli.parts.transforms._transform import Transform, expect_columns

if TYPE_CHECKING:
    import numpy as np


class Normalization(Transform):
    """y = (x - mean) / √variance, for each place of the last axis: each column of a table, each channel of a picture.

    Mean and variance are those of the training split. A column that is constant there is only moved to 0.

    Example:
        type: normalization
    """

    learns: ClassVar[bool] = True
    invertible: ClassVar[bool] = True

    def feature(self, given: Feature) -> Feature:
        expect_columns(self.word, given)
        return replace(given, value_range=None)

    def fit(self, batches: Iterable[np.ndarray]) -> Mapping[str, np.ndarray]:
        """Mean and variance of each place of the last axis, in float64.

        Raises:
            TransformProblem: there are no examples.
        """
        import numpy as np

        learned = moments(self.word, batches)
        constant = learned.least == learned.most
        mean = np.where(constant, learned.least, learned.mean)
        return {"mean": mean, "variance": np.where(constant, 1.0, learned.spread / learned.count)}

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        mean, variance = fitted["mean"], fitted["variance"]
        return self.build(axis=-1 if mean.ndim else None, mean=mean, variance=variance)

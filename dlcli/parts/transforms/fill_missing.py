"""Missing numbers filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Number
from dlcli.parts.transforms._transform import Transform, TransformProblem, expect_columns

if TYPE_CHECKING:
    import numpy as np


class FillMissing(Transform):
    """A number, or the mean of the training split, in place of each number that is missing.

    It comes first in the list of a column, or of `table`. Without it a missing number is an error;
    `data.source.missing: drop` leaves such rows out.

    Example:
        type: fill_missing
        value: mean
        indicator: true
    """

    learns: ClassVar[bool] = True
    fills: ClassVar[bool] = True
    own: ClassVar[frozenset[str]] = frozenset({"value", "indicator"})

    value: Literal["mean"] | Number = "mean"
    """What stands for a missing number: one that is given here, or the column's mean."""
    indicator: bool = False
    """Whether a column is added for each, 1 where its number was missing and 0 elsewhere."""

    def feature(self, given: Feature) -> Feature:
        expect_columns(self.word, given)
        if not self.indicator or given.shape is None:
            return replace(given, value_range=None, missing="")
        *before, last = given.shape or (1,)
        return replace(given, shape=(*before, None if last is None else 2 * last), value_range=None, missing="")

    def fit(self, batches: Iterable[np.ndarray]) -> Mapping[str, np.ndarray]:
        """The mean of the numbers that are there, for each place of the last axis, in float64.

        Raises:
            TransformProblem: a column has no number at all.
        """
        import numpy as np

        if self.value != "mean":
            return {}
        total, count = np.zeros(()), np.zeros(())
        for batch in batches:
            rows = batch if batch.ndim == 1 else batch.reshape(-1, batch.shape[-1])
            total, count = total + np.nansum(rows, axis=0), count + np.isfinite(rows).sum(axis=0)
        if not np.all(count):
            raise TransformProblem(
                f"{self.word}: every number that trains is missing", help="write the value, or take the column out"
            )
        return {"value": np.asarray(total / count)}

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        from dlcli.keras_objects.fill_missing import FillMissing as Built

        value = fitted["value"].tolist() if self.value == "mean" else self.value
        return Built(value=value, indicator=self.indicator, single=given.shape == ())

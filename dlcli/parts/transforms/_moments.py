"""Mean and variance of numbers that come in batches, in float64."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.parts.transforms._transform import TransformProblem

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Moments:
    """What is known of the numbers of each column so far; `spread` is the sum of squared distances from the mean."""

    count: int
    mean: np.ndarray
    spread: np.ndarray
    least: np.ndarray
    most: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> Moments:
        """Of one batch, whose first axis is its rows."""
        mean = rows.mean(axis=0)
        return cls(len(rows), mean, ((rows - mean) ** 2).sum(axis=0), rows.min(axis=0), rows.max(axis=0))

    def joined(self, other: Moments) -> Moments:
        """Of both: pairs of means are joined without losing digits (Chan, Golub and LeVeque, 1979)."""
        import numpy as np

        count = self.count + other.count
        gap = other.mean - self.mean
        return Moments(
            count,
            self.mean + gap * (other.count / count),
            self.spread + other.spread + gap**2 * (self.count * other.count / count),
            np.minimum(self.least, other.least),
            np.maximum(self.most, other.most),
        )


def moments(word: str, batches: Iterable[np.ndarray]) -> Moments:
    """Of each place of the last axis; of the numbers themselves where an example is one number.

    Raises:
        TransformProblem: there are no examples for the transform of this word.
    """
    import numpy as np

    total: Moments | None = None
    for batch in batches:
        values = np.asarray(batch, dtype=np.float64)
        rows = values if values.ndim == 1 else values.reshape(-1, values.shape[-1])
        if len(rows):
            total = Moments.of(rows) if total is None else total.joined(Moments.of(rows))
    if total is None:
        raise TransformProblem(f"{word} has no examples to learn from", help="check data.split")
    return total

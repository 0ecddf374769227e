"""Numbers brought from the range that the training split has into another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Ends
from dlcli.parts.part import keras_class
from dlcli.parts.transforms._moments import moments
from dlcli.parts.transforms._transform import Transform, expect_columns

if TYPE_CHECKING:
    import numpy as np


class MinMax(Transform):
    """y = low + (x - a) · (high - low) / (b - a), with the smallest a and the largest b of the training split.

    a and b are those of each place of the last axis: each column of a table. Where they are equal y is low. Other
    splits may go beyond the range. `scale_to` takes a and b from the source, where it states them.

    Example:
        type: min_max
    """

    learns: ClassVar[bool] = True
    invertible: ClassVar[bool] = True
    own: ClassVar[frozenset[str]] = frozenset({"range"})

    range: Annotated[tuple[float, float], Ends()] = (0.0, 1.0)
    """What the smallest and the largest number become."""

    def feature(self, given: Feature) -> Feature:
        expect_columns(self.word, given)
        return replace(given, value_range=None)

    def fit(self, batches: Iterable[np.ndarray]) -> Mapping[str, np.ndarray]:
        """The smallest and the largest number of each place of the last axis, in float64.

        Raises:
            TransformProblem: there are no examples.
        """
        import numpy as np

        learned = moments(self.word, batches)
        # Of single numbers they would be no arrays, and could not be written down.
        return {"least": np.asarray(learned.least), "most": np.asarray(learned.most)}

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        import numpy as np

        least, most = fitted["least"], fitted["most"]
        low, high = self.range
        scale = (high - low) / np.where(most > least, most - least, 1.0)
        return keras_class("layers", "rescaling")(scale=scale, offset=low - least * scale)

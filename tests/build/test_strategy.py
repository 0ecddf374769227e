"""What workers tell one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dlcli.build.strategy import Distribution
from dlcli.parts.strategies.one_device import OneDevice


class OfTwo(Distribution):
    """The chief of two workers, the other of which hears what it says."""

    def gathered(self, numbers: Sequence[int]) -> np.ndarray:
        assert len(numbers) > 0, "TensorFlow ends the process where nothing is gathered"
        return np.array([numbers, numbers], np.int64)


@pytest.mark.parametrize("text", ["step-00000012", "größer", ""])
def test_a_text_of_any_length_is_told(text: str) -> None:
    assert OfTwo(OneDevice(), None, workers=2).told(text) == text

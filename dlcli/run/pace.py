"""How many batches one call takes, so that a signal is heard within the time of a call."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

SECONDS_A_CALL = 0.25
"""A call is as long as that at most, so that a signal is heard and progress is seen."""
_A_FEW = 4


class Pace:
    """One batch first, a few to measure, then as many as fit into the time of a call."""

    def __init__(self) -> None:
        self._calls = 0
        self._seconds_a_batch = 0.0

    def pieces(self, batches: int) -> Iterator[int]:
        """The sizes of the calls for a number of batches; the time between two of them is that of a call."""
        left = batches
        while left:
            piece = min(left, self._fitting())
            began = monotonic()
            yield piece
            # The first call compiles: its time says nothing.
            if self._calls:
                self._seconds_a_batch = (monotonic() - began) / piece
            self._calls += 1
            left -= piece

    def _fitting(self) -> int:
        if self._calls < 2:
            return _A_FEW if self._calls else 1
        return max(1, int(SECONDS_A_CALL / max(self._seconds_a_batch, 1e-6)))

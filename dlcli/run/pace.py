"""How many updates a call makes: few enough that a signal is heard and progress is seen, and no fewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

SECONDS_A_CALL = 0.25
FIRST_CALLS = (1, 4)
"""One to trace, a few to measure."""


class Pace:
    """Measures calls of many repetitions, and says how long the next one may be."""

    def __init__(self, most: int) -> None:
        self._most, self._called, self._seconds = most, 0, 0.0

    def next(self, left: int) -> int:
        """How many repetitions the next call may have."""
        if self._called < len(FIRST_CALLS):
            wanted = FIRST_CALLS[self._called]
        else:
            wanted = int(SECONDS_A_CALL / max(self._seconds, 1e-6))
        return max(1, min(wanted, self._most, left))

    @contextmanager
    def taking(self, number: int) -> Iterator[None]:
        """Measures a call; the first one, which traces, tells nothing."""
        began = monotonic()
        yield
        if self._called:
            self._seconds = (monotonic() - began) / max(number, 1)
        self._called += 1

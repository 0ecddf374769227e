"""What all workers have to decide alike: how many updates come next, whether to save, whether to stop."""

from __future__ import annotations

from collections.abc import Callable

from dlcli.build.strategy import Distribution


class Together:
    """The chief's clock and everyone's signals: asked by all workers at the same places."""

    def __init__(self, distribution: Distribution, signal: Callable[[], int | None]) -> None:
        self._distribution, self._signal = distribution, signal

    def agreed(self, wish: int) -> tuple[int, int | None]:
        """The chief's wish, and a signal that any of them heard."""
        heard = self._signal()
        if self._distribution.workers == 1:
            return wish, heard
        found = self._distribution.gathered([wish, heard or 0])
        return int(found[0, 0]), int(found[:, 1].max()) or None

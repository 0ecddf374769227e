"""A line at the bottom of a terminal that moves while something is under way; nothing where there is no terminal."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from dlcli.report.console import width_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

SECONDS_BETWEEN = 0.08


class Status:
    """Draws the line over itself; whatever else is printed goes above it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._drawn = False
        self._last = 0.0

    def due(self) -> bool:
        """Whether there is a line to draw and the last one has been seen for long enough."""
        return self._console.is_terminal and monotonic() - self._last >= SECONDS_BETWEEN

    def draw(self, text: Text) -> None:
        """Puts a line in the place of the last one, cut to the screen."""
        if not self._console.is_terminal:
            return
        self.erase()
        # The terminal may have been made narrower meanwhile, and a line that wraps cannot be erased.
        text.truncate(max(width_of(self._console.file) - 1, 1))
        self._console.print(text, end="", soft_wrap=True)
        self._drawn, self._last = True, monotonic()

    def erase(self) -> None:
        """Takes the line away."""
        if self._drawn:
            from rich.control import Control
            from rich.segment import ControlType

            self._console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))
            self._drawn = False

"""One line an epoch, its figures in columns; and the line that moves below them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dlcli.report import wording

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.run.events import EpochEnded, Progressed

_BAR = 24
_NARROWEST = 7
_MUCH, _LONG = 0.2, 1.0
"""The share of an epoch, and the seconds of it, from which on waiting for data is told."""


class EpochLines:
    """Writes epochs below one another: a column is as wide as what has stood in it."""

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs
        self._widths: dict[str, int] = {}

    def line(self, event: EpochEnded) -> Text:
        """The line of an epoch: `epoch  3/15  loss  0.6413  val_loss  0.7104  0.4 s  best`."""
        from rich.text import Text

        number = f"{event.epoch}/{self._epochs}".rjust(2 * len(str(self._epochs)) + 1)
        found = Text.assemble(("epoch ", "dim"), number)
        for name, value in _ordered(event.figures).items():
            found.append(f"  {name} ", "dim")
            found.append(self._column(name, wording.figure(value)))
        found.append("  " + self._column("", wording.duration(event.seconds)), "dim")
        found.append("  best" if event.best else "", "bold green")
        if event.waited >= _MUCH and event.waited * event.seconds >= _LONG:
            found.append(f"  waited for data {event.waited:.0%}", "yellow")
        left_out = f"  {wording.counted(event.skipped, 'update')} left out" if event.skipped else ""
        found.append(left_out, "yellow")
        for name, rate in event.fall_to.items():
            found.append(f"  {name} falls to {rate:g}", "yellow")
        return found

    def _column(self, name: str, text: str) -> str:
        self._widths[name] = max(self._widths.get(name, _NARROWEST), len(text))
        return text.rjust(self._widths[name])


def _ordered(figures: Mapping[str, float]) -> dict[str, float]:
    """Training's figures before validation's."""
    return dict(sorted(figures.items(), key=lambda item: item[0].startswith("val_")))


class Pace:
    """The time that the steps left will take, from those that were taken since the first look.

    The first call compiles: what it took says nothing of the others.
    """

    def __init__(self) -> None:
        self._began: tuple[float, int] | None = None

    def left(self, event: Progressed, *, now: float) -> float | None:
        """Seconds; None before there is anything to tell from."""
        if self._began is None:
            self._began = now, event.step
        since, first_step = self._began
        taken = event.step - first_step
        return (now - since) / taken * (event.total_steps - event.step) if taken > 0 else None


def progress_line(event: Progressed, *, epochs: int, left: float | None) -> Text:
    """The moving line: where the training is, how long it will take, the loss so far."""
    from rich.text import Text

    done = round(_BAR * event.step / max(event.total_steps, 1))
    step = f"{event.step_of_epoch}/{event.steps_per_epoch}".rjust(2 * len(str(event.steps_per_epoch)) + 1)
    return Text.assemble(
        ("━" * done, "green"),
        ("╌" * (_BAR - done), "bright_black"),
        f"  epoch {event.epoch}/{epochs}  step {step}  loss {wording.figure(event.loss)}",
        (f"  {wording.duration(left)} left" if left is not None else "", "dim"),
    )

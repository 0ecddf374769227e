"""What early stopping and a plateau watch is a figure that this recipe reports."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.heads import figures
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._watching import Watch, watches


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A monitor has to be one of the figures; the default needs a validation split."""
    known = figures(subject.recipe, subject.heads, subject.facts)
    for watch in watches(subject):
        if watch.monitor is None and "val_loss" not in known:
            message = f"{watch.name} watches val_loss, and no validation split is held back"
            help_text = "add data.split: {validation: 0.1}, or monitor: loss"
            yield Diagnostic("unknown-monitor", message, subject.place(*watch.where), help=help_text)
        elif watch.monitor is not None:
            yield from _written(subject, watch, watch.monitor, known)


def _written(subject: Subject, watch: Watch, monitor: str, known: tuple[str, ...]) -> Iterator[Diagnostic]:
    # Without its data nothing tells which outputs there are, and so which figures beside the loss.
    unsure = not subject.heads and ("val_loss" in known or not monitor.startswith("val_"))
    if monitor not in known and not unsure:
        near = suggestion(monitor, known)
        place = subject.place(*watch.where, "monitor")
        message = f"this recipe does not report {monitor!r}"
        label = f"did you mean {near!r}?" if near else ""
        yield Diagnostic("unknown-monitor", message, place, label, f"it reports: {', '.join(known)}")

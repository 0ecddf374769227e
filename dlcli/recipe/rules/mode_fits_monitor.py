"""What watches a figure waits for it to get better, not worse."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._watching import watched, watches


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A mode that was written, against what is better of the figure."""
    for watch in watches(subject):
        monitor = watch.monitor or "val_loss"
        metric = watched(subject, monitor)
        if metric is None and monitor not in ("loss", "val_loss"):
            continue
        better = "less" if metric is None else metric.better
        right = {"less": "min", "more": "max"}[better]
        if watch.mode not in ("auto", right):
            waits = {"min": "smaller", "max": "larger"}[watch.mode]
            message = f"mode {watch.mode} waits for a {waits} {monitor}, {better} of it is better"
            place = subject.place(*watch.where, "mode")
            yield Diagnostic("wrong-mode", message, place, f"write {right}", "or leave it out: auto knows")

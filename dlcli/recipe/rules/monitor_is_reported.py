"""What early stopping watches is a figure that this recipe reports."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.heads import figures
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A monitor has to be one of the figures; the default needs a validation split."""
    stopping = subject.recipe.regularization.early_stopping
    if stopping is None:
        return
    known = figures(subject.recipe, subject.heads)
    if stopping.monitor is None and "val_loss" not in known:
        place = subject.place("regularization", "early_stopping")
        message = "early stopping watches val_loss, and no validation split is held back"
        yield Diagnostic("unknown-monitor", message, place, help="add data.split: {validation: 0.1}, or monitor: loss")
    # Without its data nothing tells which outputs there are, and so which figures beside the loss.
    unsure = not subject.heads and ("val_loss" in known or not (stopping.monitor or "").startswith("val_"))
    if stopping.monitor is not None and stopping.monitor not in known and not unsure:
        near = suggestion(stopping.monitor, known)
        place = subject.place("regularization", "early_stopping", "monitor")
        message = f"this recipe does not report {stopping.monitor!r}"
        label = f"did you mean {near!r}?" if near else ""
        yield Diagnostic("unknown-monitor", message, place, label, f"it reports: {', '.join(known)}")

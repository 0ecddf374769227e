"""The network has weights that training moves."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.layers._layer import Activation
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Rows, and one of them with trainable weights."""
    last, label = subject.last(), subject.label()
    units = 'units: "${data.classes}"' if label is not None and label.kind in ("classes", "multi_label") else "units: 1"
    empty = [name for name, rows in subject.recipe.lists().items() if not rows] if subject.whole else []
    for name in empty:
        example = f"add a row: - {{type: dense, {units}}}"
        place = subject.place(*(("networks", name) if subject.recipe.networks is not None else (name,)))
        yield Diagnostic("nothing-to-learn", f"{name} is empty", place, help=example)
    if empty:
        return
    if last is not None and not subject.learns():
        where = "before" if isinstance(last.layer, Activation) else "after"
        message = "no row has weights that could be learned"
        place = subject.place(*last.where, "type")
        yield Diagnostic("nothing-to-learn", message, place, f"add {{type: dense, {units}}} {where} it")

"""What is frozen is there, and thaws before the training ends."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.frozen import rows_with_weights
from dlcli.recipe.rules._patterns import idle_pattern
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Patterns that mean no row, more rows to train than there are, and an epoch that never comes."""
    freeze, epochs = subject.recipe.training.freeze, subject.recipe.training.epochs
    if freeze is None:
        return
    if freeze.until_epoch is not None and epochs is not None and freeze.until_epoch >= epochs:
        message = f"the training ends after {epochs} epochs, so that the frozen rows are never trained"
        place = subject.place("training", "freeze", "until_epoch")
        yield Diagnostic("idle-argument", message, place, "take it out" if epochs == 1 else f"at most {epochs - 1}")
    if not subject.whole or not subject.networks:
        return
    rows = [row for *_, row in rows_with_weights(subject.networks)]
    for number, glob in enumerate(freeze.rows or ()):
        if not any(row.within(glob) for row in rows):
            place = subject.place("training", "freeze", "rows", number)
            yield idle_pattern(glob, f"no row with weights is called {glob!r}", place, [row.row for row in rows])
    if freeze.all_but_last is not None and freeze.all_but_last >= len(rows):
        message = f"the network has {len(rows)} rows with weights, so that nothing is frozen"
        place = subject.place("training", "freeze", "all_but_last")
        yield Diagnostic(
            "idle-argument", message, place, f"at most {len(rows) - 1}" if len(rows) > 1 else "take it out"
        )

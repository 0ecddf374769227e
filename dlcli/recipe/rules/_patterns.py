"""What is said of a pattern that means no row."""

from __future__ import annotations

from collections.abc import Iterable

from dlcli.recipe.diagnostics import Diagnostic, Place, suggestion

MOST_ROWS = 8


def idle_pattern(glob: str, message: str, place: Place, rows: Iterable[str], more: str = "") -> Diagnostic:
    """A pattern that means none of these rows."""
    known = list(dict.fromkeys(rows))
    listed = ", ".join(known[:MOST_ROWS]) + (", …" if len(known) > MOST_ROWS else "")
    near = suggestion(glob, known)
    label = f"did you mean {near!r}?" if near else "take it out"
    return Diagnostic("idle-pattern", message, place, label, f"rows with weights: {listed}{more}")

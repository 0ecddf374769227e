"""The words of a training that diverged: where, and on which examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dlcli.ground.errors import DivergedError

MOST_ROWS = 5
ADVICE = "try a smaller learning_rate, or clipnorm: 1.0 in the optimizer"


def diverged(what: str, *, step: int, rows: Sequence[int], rates: Mapping[str, float]) -> DivergedError:
    """The error of a training in which something is not finite; `rows` are the batch's in the data, from 0."""
    details = [f"examples {_rows(rows)}"] if rows else []
    told = ", ".join([*details, *(f"{name} {rate:g}" for name, rate in rates.items())])
    return DivergedError(f"{what}: {told}", where=f"step {step}", help=ADVICE)


def _rows(rows: Sequence[int]) -> str:
    """The first few numbers: `3, 17, 4, 90, 2 and 27 more`."""
    shown = ", ".join(map(str, rows[:MOST_ROWS]))
    return f"{shown} and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else shown

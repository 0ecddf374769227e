"""The words of a training that diverged: where, on which examples, how far its updates went."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

from dlcli.ground.errors import DivergedError

MOST_ROWS = 5
ADVICE = "try a smaller learning_rate, or clipnorm: 1.0 in the optimizer"


def diverged(
    *,
    step: int,
    loss: float | None = None,
    rows: Sequence[int] = (),
    learning_rate: float | None = None,
    norm: float | None = None,
    what: str | None = None,
) -> DivergedError:
    """The error of a step whose loss, or `what` else, is not finite.

    `rows` are the batch's row numbers in the data, from 0; `norm` is the length of all gradients together.
    """
    known = [
        f"examples {_rows(rows)}" if rows else "",
        f"learning_rate {learning_rate:g}" if learning_rate is not None else "",
        f"gradient norm {_number(norm)}" if norm is not None else "",
    ]
    details = ", ".join(each for each in known if each)
    message = what or f"the loss is {_number(loss)}"
    details = ", ".join(filter(None, known))
    return DivergedError(f"{message}: {details}" if details else message, where=f"step {step}", help=ADVICE)


def _number(value: float | None) -> str:
    if value is None:
        return "not finite"
    if isfinite(value):
        return f"{value:.3g}"
    return "not a number" if isnan(value) else "infinite"


def _rows(rows: Sequence[int]) -> str:
    """The first few numbers: `3, 17, 4, 90, 2 and 27 more`."""
    shown = ", ".join(map(str, rows[:MOST_ROWS]))
    return f"{shown} and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else shown

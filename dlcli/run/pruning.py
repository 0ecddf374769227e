"""Which checkpoints of a run may go: not the newest ones, nor what one of them has need of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from dlcli.run import checkpoints


def passed(folder: Path, newest: str, *, keep: int, needed: Iterable[int | None]) -> list[str]:
    """The checkpoints that may be taken away, oldest first; those of the steps `needed` stay.

    So does the best one that a checkpoint names: where a newer one is damaged the run goes on from there, and ends
    with the weights of its best epoch.
    """
    # One of a later step is damaged, or the run would have gone on from it: it must not count as kept.
    names = checkpoints.list_names(folder)
    names = names[: names.index(newest) + 1]
    unvalidated = [name for name in names[:-1] if name.endswith("-unvalidated")]
    names = [name for name in names if name not in unvalidated]
    stay = {*names[-keep:], *(f"step-{step:08d}" for step in needed if step is not None)}
    stay |= {_best_of(folder / name) for name in stay}
    return unvalidated + [name for name in names if name not in stay]


def _best_of(checkpoint: Path) -> str:
    """The name of the best checkpoint of a run that goes on from this one; none where that cannot be told."""
    try:
        best = json.loads((checkpoint / checkpoints.COUNTERS).read_bytes())["controls"]["best"]["step"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return f"step-{best:08d}" if best is not None else ""

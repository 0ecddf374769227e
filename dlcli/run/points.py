"""The checkpoint that a run goes on from: the newest whole one, or that of a step that a person names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground.errors import CheckpointError
from dlcli.run import checkpoints
from dlcli.run.checkpoints import Counters
from dlcli.run.events import Listener, Noted, Warned

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from dlcli.build.strategy import Distribution

    Found = tuple[dict[str, np.ndarray], Counters]


@dataclass(frozen=True)
class Point:
    """Where a run goes on: what was saved there, nothing at the beginning."""

    counters: Counters = field(default_factory=lambda: Counters(0, 0))
    arrays: Mapping[str, np.ndarray] | None = None
    lost: tuple[str, ...] = ()
    """What belongs to this point and is gone, in words."""


def find_point(folder: Path, distribution: Distribution, *, step: int | None, listener: Listener) -> Point:
    """The newest whole checkpoint, or the one of a step; the beginning where none was written yet.

    Every worker calls this, and gets what the chief finds.

    Raises:
        CheckpointError: there are checkpoints and none is whole, or there is none of this step.
    """

    def find() -> Found | None:
        if step is not None:
            return _of_step(folder, step)
        return checkpoints.newest(folder, warn=lambda text: listener(Warned(text)))

    found = agreed(folder, distribution, find)
    if found is not None:
        arrays, counters = found
        return _without_lost_best(Point(counters, arrays), folder)
    if distribution.chief:
        listener(Noted("no checkpoint yet: starting from the beginning"))
    return Point()


def agreed(folder: Path, distribution: Distribution, find: Callable[[], Found | None]) -> Found | None:
    """The checkpoint that the chief finds, read by every worker; None where the chief finds none."""
    found = find() if distribution.chief else None
    name = distribution.told(found[1].name if found else "")
    return found if distribution.chief or not name else checkpoints.read(folder / name)


def _of_step(folder: Path, step: int) -> Found:
    names = checkpoints.list_names(folder)
    found = [name for name in names if checkpoints.step_of(name) == step]
    if not found:
        there = ", ".join(str(checkpoints.step_of(name)) for name in names)
        help_text = f"there are those of steps {there}" if there else "none was written: start a new run"
        raise CheckpointError(f"there is no checkpoint of step {step}", where=str(folder), help=help_text)
    return checkpoints.read(folder / found[-1])


def _without_lost_best(point: Point, folder: Path) -> Point:
    """Forgets a best epoch whose weights are not there any more, before hours of training count on them."""
    best = (point.counters.controls.get("best") or {}).get("step")
    if best in (None, point.counters.step):
        return point
    try:
        checkpoints.read(folder / f"step-{best:08d}")
    except checkpoints.Damaged as error:
        counters = replace(point.counters, controls={**point.counters.controls, "best": None})
        lost = f"the checkpoint of the best epoch (step {best}) is lost: {error.reason}"
        return replace(point, counters=counters, lost=(lost,))
    return point

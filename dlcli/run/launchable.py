"""What has to be so before workers are started: their number, a recipe that can be shared out, no cluster around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlcli.ground.cluster import found
from dlcli.ground.errors import UsageError
from dlcli.parts.strategies.multi_worker import MultiWorker
from dlcli.recipe.check import check
from dlcli.recipe.source import place_of
from dlcli.run.folder import find_run
from dlcli.run.worker import SHARED


@dataclass(frozen=True)
class Launchable:
    """What a launcher has to know."""

    workers: int
    start_timeout: float
    """For how many seconds workers look for one another."""


def refuse_to_launch(
    target: Path,
    *,
    overrides: Sequence[str],
    resuming: bool,
    workers: int | None,
    restarts: int,
    environment: Mapping[str, str],
) -> Launchable:
    """Says what is wrong before any worker is started.

    Raises:
        RecipeError: the recipe has mistakes.
        UsageError: these workers cannot train this recipe here.
    """
    if workers is None:
        raise UsageError(
            f"there is nothing to start again {restarts} times", where="--restarts", help="add --workers N"
        )
    if workers < 2:
        raise UsageError(
            f"{workers} is not a number of workers",
            where="--workers",
            help="two at least; one trains without --workers",
        )
    if found(environment) is not None:
        raise UsageError(
            "this process is a worker of a cluster already",
            where="--workers",
            help="unset TF_CONFIG or leave srun",
        )
    return Launchable(workers, _start_timeout(target, overrides, resuming=resuming))


def _start_timeout(target: Path, overrides: Sequence[str], *, resuming: bool) -> float:
    """How long workers wait for one another, where the recipe's strategy is one that they can share."""
    is_run = resuming and target.is_dir()
    path = find_run(target).resolved if is_run else target
    checked = check(path, overrides)
    strategy = checked.recipe.distribution
    word = strategy.word
    if word in SHARED:
        return float(getattr(strategy, "start_timeout", MultiWorker().start_timeout))
    place = place_of(checked.tree, ("distribution",))
    raise UsageError(
        f"distribution: {word} is one process, --workers are several",
        where=f"{place.source.name}:{place.line}:{place.column}",
        help="go on without --workers" if is_run else "write multi_worker or auto",
    )

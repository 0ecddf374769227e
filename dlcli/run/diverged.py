"""A run that diverged: written down, so that nobody waits for it to diverge again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dlcli.ground.errors import CheckpointError, DivergedError
from dlcli.run import checkpoints, environment
from dlcli.run.folder import RunFolder, write_json

TRY = "--set optimizer.clipnorm=1.0"


@contextmanager
def remembered(folder: RunFolder) -> Iterator[None]:
    """Writes down that a run diverged, and says from which step it can go on."""
    try:
        yield
    except DivergedError as error:
        step = _last_whole(folder)
        if step is not None:
            error.help = f"{error.help}; {_way_out(folder, step)}"
        write_json(folder.environment, {**environment.read(folder), "diverged": error.message})
        raise


def refuse_to_repeat(folder: RunFolder) -> None:
    """Refuses to go on, as it was, with a run that diverged.

    Raises:
        CheckpointError: it did.
    """
    why = environment.read(folder).get("diverged")
    if why is None:
        return
    step = _last_whole(folder)
    nothing = "nothing was saved: start a new run with a smaller learning_rate"
    raise CheckpointError(
        f"this run diverged ({why}); going on as it was, it would diverge again",
        where=str(folder.path),
        help=nothing if step is None else _way_out(folder, step),
    )


def _last_whole(folder: RunFolder) -> int | None:
    try:
        found = checkpoints.newest(folder.checkpoints)
    except CheckpointError:
        return None
    return found[1].step if found else None


def _way_out(folder: RunFolder, step: int) -> str:
    return f"from its last checkpoint: dlcli train {folder.path} --resume --from {step} {TRY}"

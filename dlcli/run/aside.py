"""Checkpoints of later steps than the one that a person went back to: out of the way, until there is a newer one."""

from __future__ import annotations

from pathlib import Path

from dlcli.ground import atomic
from dlcli.run.checkpoints import list_names, step_of

_ASIDE = "aside-"


def set_aside(folder: Path, *, after: int) -> None:
    """Takes the checkpoints of later steps out of the way, latest first."""
    for name in reversed(list_names(folder)):
        if step_of(name) > after:
            atomic.remove_folder(folder / f"{_ASIDE}{name}")
            (folder / name).rename(folder / f"{_ASIDE}{name}")
    atomic.sync_folder(folder)


def drop_aside(folder: Path) -> None:
    """Removes what was set aside, now that there is something newer."""
    for passed in folder.glob(f"{_ASIDE}*"):
        atomic.remove_folder(passed)

"""Whether the disk takes what a training writes: asked before it begins, as it costs hours to learn it afterwards."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from math import prod
from pathlib import Path

from dlcli.build.task import Task
from dlcli.ground.disk import writing
from dlcli.ground.errors import ResourceError
from dlcli.run.state import named_variables, of_replicas

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def refuse_unwritable(folder: Path) -> None:
    """Refuses a folder that this user cannot write to, or make.

    Raises:
        ResourceError: with the reason.
    """
    present = _present(folder)
    with writing(folder):
        if not present.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(present))
        if os.statvfs(present).f_flag & os.ST_RDONLY:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(present))
        if not os.access(present, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(present))


def refuse_full(folder: Path, task: Task, warn: Callable[[str], None]) -> None:
    """Refuses a disk that has no room for one checkpoint; warns of one that has none for all that are kept.

    Raises:
        ResourceError: with what is needed and what is free.
    """
    variables = [*named_variables(task).values(), *of_replicas(task).values()]
    one = sum(_bytes(variable) for variable in variables)
    # The kept ones, the best one, and the one that is written before an old one goes.
    copies = task.recipe.training.checkpoint.keep + 2
    free = shutil.disk_usage(_present(folder)).free
    if free < one:
        raise ResourceError(
            f"a checkpoint needs {_size(one)}, the disk has {_size(free)} free",
            where=str(folder),
            help="make room, or name a folder on another disk with --runs DIR",
        )
    if free < copies * one:
        warn(f"the checkpoints need {_size(copies * one)}, the disk of '{folder}' has {_size(free)} free")


def _present(folder: Path) -> Path:
    """The folder, or of those above it the first that is there."""
    return next((each for each in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(each)), folder)


def _bytes(variable: object) -> int:
    import tensorflow as tf

    return int(prod(variable.shape) * tf.as_dtype(variable.dtype).size)  # type: ignore[attr-defined]


def _size(count: int) -> str:
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{count} bytes"

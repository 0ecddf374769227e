"""A run's folder: where each of its files stands, and how it is made."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from pathlib import Path

from dlcli.ground import atomic
from dlcli.ground.errors import CheckpointError, ResourceError

_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"(\d{8}-\d{6})-[0-9a-f]{4}")


@dataclass(frozen=True)
class RunFolder:
    """`runs/NAME/20260101-120000-1a2b`."""

    path: Path

    @property
    def recipe(self) -> Path:
        return self.path / "recipe.yaml"

    @property
    def resolved(self) -> Path:
        return self.path / "resolved.yaml"

    @property
    def facts(self) -> Path:
        return self.path / "facts.json"

    @property
    def environment(self) -> Path:
        return self.path / "environment.json"

    @property
    def fitted(self) -> Path:
        return self.path / "fitted"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.jsonl"

    @property
    def tensorboard(self) -> Path:
        return self.path / "tensorboard"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def best(self) -> Path:
        return self.path / "best.keras"

    @property
    def model(self) -> Path:
        return self.path / "model.keras"

    def network(self, name: str) -> Path:
        """The file of one network, where there are several."""
        return self.path / f"{name}.keras"

    @property
    def evaluation(self) -> Path:
        return self.path / "evaluation.json"

    @property
    def finished(self) -> bool:
        """Whether the run is complete: its scores are what is written last."""
        return self.evaluation.exists()

    @property
    def crash(self) -> Path:
        return self.path / "crash.txt"


def new_run(runs: Path, name: str) -> RunFolder:
    """Makes a folder that no other process has."""
    parent = runs / name
    for _ in range(100):
        stamp = _stamp(parent)
        path = parent / f"{stamp}-{secrets.token_hex(2)}"
        try:
            parent.mkdir(parents=True, exist_ok=True)
            path.mkdir()
            # Without these, a power loss takes the whole run, however well its files are on the disk.
            atomic.sync_folder(parent)
            atomic.sync_folder(runs)
        except FileExistsError:
            continue
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ResourceError(
                f"cannot make the run's folder: {reason}", where=str(path), help="name another with --runs DIR"
            ) from None
        return RunFolder(path)
    raise ResourceError("cannot make the run's folder: every name is taken", where=str(parent))


def _stamp(parent: Path) -> str:
    """The time, in UTC; a second after the newest run's where a clock says that it is earlier than that."""
    now = datetime.now(UTC).replace(microsecond=0)
    names = (entry.name for entry in parent.iterdir()) if parent.is_dir() else ()
    newest = max((match[1] for name in names if (match := _NAME.fullmatch(name))), default="")
    if now.strftime(_STAMP) <= newest:
        with suppress(ValueError, OverflowError):
            now = datetime.strptime(newest, _STAMP).replace(tzinfo=UTC) + timedelta(seconds=1)
    return now.strftime(_STAMP)


def point_latest(folder: RunFolder) -> None:
    """Moves the link `latest` to a run in one step; a file system without links does without it."""
    parent, name = folder.path.parent, folder.path.name
    beside = parent / f".tmp-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        beside.symlink_to(name)
        beside.replace(parent / "latest")
    except OSError:
        beside.unlink(missing_ok=True)


def find_run(path: Path) -> RunFolder:
    """The run at a path: a run's folder, or a link to it.

    Raises:
        CheckpointError: there is no run.
    """
    if not path.is_dir():
        raise CheckpointError(
            "there is no run folder", where=str(path), help="dlcli train RECIPE prints the folder of a run"
        )
    folder = RunFolder(path.resolve() if path.is_symlink() else path)
    if not folder.resolved.is_file():
        raise CheckpointError(
            "this folder is not a run: it has no resolved.yaml",
            where=str(path),
            help="name a folder such as runs/NAME/latest",
        )
    return folder


def write_json(path: Path, value: object) -> None:
    """Writes a file of JSON, whole or not at all."""
    atomic.write_text(path, as_json(value, indent=2) + "\n")


def as_json(value: object, *, indent: int | None = None) -> str:
    """A value as JSON; what is not a finite number stands as null, as JSON has no word for it."""
    return json.dumps(_finite(value), indent=indent, ensure_ascii=False, allow_nan=False)


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value

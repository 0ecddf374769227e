"""What a run ran on: packages, machine, git commit, data, command line; and how another one differs."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli import __version__
from dlcli.ground.errors import CheckpointError
from dlcli.run import machine
from dlcli.run.folder import RunFolder

if TYPE_CHECKING:
    from dlcli.build.task import Task

PACKAGES = ("tensorflow", "keras", "numpy", "h5py", "safetensors", "pydantic", "scikit-learn")
SPLITS = ("train", "validation", "test")
COMPUTING = ("tensorflow", "keras", "numpy")
"""Those of another version of which the same step may give other digits."""

Environment = Mapping[str, Any]


def describe(task: Task, *, command: Sequence[str], recipe: Path, overrides: Sequence[str]) -> dict[str, Any]:
    """The content of `environment.json`."""
    loaded = task.opened.loaded
    return {
        "dlcli": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
        **machine.describe(task.distribution.strategy),
        "strategy": task.recipe.distribution.word,
        "replicas": task.distribution.replicas,
        "git_commit": _commit(recipe.parent),
        "data_fingerprint": loaded.fingerprint,
        "data": {
            "examples": {name: task.pipeline.size(name) for name in SPLITS if name in task.pipeline.splits},
            "files": [asdict(file) for file in loaded.files],
        },
        "command": list(command),
        "set": list(overrides),
        "exact": True,
        "inexact": [],
        "resumed_from": [],
        "resumes": [],
    }


def read(folder: RunFolder) -> dict[str, Any]:
    """What is written down of a run.

    Raises:
        CheckpointError: nothing is, or it cannot be read.
    """
    try:
        found = json.loads(folder.environment.read_bytes())
    except (OSError, ValueError) as error:
        message = "what the run ran on is not there or cannot be read"
        raise CheckpointError(message, where=str(folder.environment), help="start a new run") from error
    if not isinstance(found, dict):
        raise CheckpointError("this is not what a run writes", where=str(folder.environment), help="start a new run")
    return found


def differences(before: Environment, now: Environment) -> list[str]:
    """What of another environment may give other digits, in words; what was not written down is not compared."""
    found = [("dlcli", before.get("dlcli"), now["dlcli"])]
    packages = before.get("packages", {})
    found += [(name, packages.get(name), now["packages"][name]) for name in COMPUTING]
    told = [f"{name} {then} then, {version} now" for name, then, version in found if then not in (None, version)]
    return [*told, *_of_machines(before, now)]


def _of_machines(before: Environment, now: Environment) -> Iterator[str]:
    threads = before.get("threads", {})
    for key, noun in (("intra_op", "thread"), ("inter_op", "inter_op thread")):
        then, after = threads.get(key), now["threads"][key]
        if then not in (None, after):
            yield f"{_counted(then, noun)} then, {after} now"
    for key, noun in (("onednn", "oneDNN"), ("deterministic_ops", "deterministic operations")):
        if before.get(key, now[key]) != now[key]:
            yield f"{noun} {_on(before[key])} then, {_on(now[key])} now"
    kinds = before.get("trained_on", now["trained_on"])
    if kinds != now["trained_on"]:
        yield f"{_devices(kinds)} then, {_devices(now['trained_on'])} now"
    if before.get("replicas", now["replicas"]) != now["replicas"]:
        yield f"{_counted(before['replicas'], 'replica')} then, {now['replicas']} now"


def _devices(kinds: Mapping[str, int]) -> str:
    return " and ".join(f"{count} × {kind}" for kind, count in kinds.items())


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _on(value: bool) -> str:  # noqa: FBT001 - a value that is shown, not a switch
    return "on" if value else "off"


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _commit(folder: Path) -> str | None:
    """The commit that the recipe's folder is at; None outside a repository."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None if found.returncode == 0 else None

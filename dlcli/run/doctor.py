"""Examines the machine: versions, devices, threads, disk, and whatever would stop a training."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from dlcli import __version__
from dlcli.run.environment import PACKAGES

LEAST = {"tensorflow": (2, 21, 0), "keras": (3, 15, 1)}
"""The versions that are needed at least."""
NEWEST_PYTHON = (3, 13)
OLDEST_PYTHON = (3, 11)
LEAST_DISK = 500 * 10**6


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    value: str
    ok: bool = True
    help: str = ""
    """What to do where it is not ok."""


def examine() -> list[Finding]:
    """Everything that a training depends on; what is missing is a finding, never an error."""
    packages = [_package(name) for name in PACKAGES]
    return [Finding("dlcli", __version__), _python(), *packages, *_devices(), *_disk()]


def _python() -> Finding:
    fits = OLDEST_PYTHON <= sys.version_info[:2] <= NEWEST_PYTHON
    return Finding("python", platform.python_version(), fits, "" if fits else "dlcli needs Python 3.11 to 3.13")


def _package(name: str) -> Finding:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(name, "missing", ok=False, help=f"pip install {name}")
    least = LEAST.get(name)
    if least is None or _numbers(version) >= least:
        return Finding(name, version)
    wanted = ".".join(map(str, least))
    return Finding(name, version, ok=False, help=f"dlcli needs {wanted}: pip install '{name}>={wanted}'")


def _numbers(version: str) -> tuple[int, ...]:
    pieces = version.split("+", maxsplit=1)[0].split(".")[:3]
    return tuple(int("".join(filter(str.isdecimal, piece)) or 0) for piece in pieces)


def _devices() -> Iterator[Finding]:
    """What TensorFlow finds; how it fails to load, where it does."""
    cores = f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} CPU cores"
    try:
        from dlcli.run import tensorflow

        tensorflow.load(tensorflow.nothing)
        import tensorflow as tf

        devices = [device.name.removeprefix("/physical_device:") for device in tf.config.list_physical_devices()]
        from dlcli.run.machine import uses_onednn

        threads = tf.config.threading.get_intra_op_parallelism_threads()
    except Exception as error:  # noqa: BLE001 - a broken installation fails in many ways, and this is where it is told
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        yield Finding("devices", f"TensorFlow does not load: {reason}", ok=False, help="install tensorflow again")
        return
    from dlcli.parts.strategies.auto import Auto

    chosen = Auto().chosen()
    yield Finding("devices", ", ".join(devices))
    yield Finding("distribution: auto", f"{chosen.word}, {chosen.describe()}")
    yield Finding("threads", f"{threads or 'as many as there are cores'}; {cores}")
    yield Finding("oneDNN", "on" if uses_onednn() else "off")


def _disk() -> Iterator[Finding]:
    here = Path.cwd()
    writable = os.access(here, os.W_OK | os.X_OK)
    yield Finding(
        "this folder",
        f"{here} ({'can' if writable else 'cannot'} be written)",
        writable,
        "" if writable else "go to a folder that you may write, or name one with --runs DIR",
    )
    free = shutil.disk_usage(here).free
    enough = free >= LEAST_DISK
    yield Finding(
        "free disk space", f"{free / 10**9:.1f} GB", enough, "" if enough else "make room: checkpoints need some"
    )

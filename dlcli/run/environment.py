"""What a run ran on: packages, devices, git commit, data, command line."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from dlcli import __version__

PACKAGES = ("tensorflow", "keras", "numpy", "h5py", "safetensors", "pydantic", "scikit-learn")


def describe(*, command: Sequence[str], recipe: Path, fingerprint: str) -> dict[str, Any]:
    """The content of `environment.json`."""
    import tensorflow as tf

    return {
        "dlcli": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: _version(name) for name in PACKAGES},
        "devices": [device.name.removeprefix("/physical_device:") for device in tf.config.list_physical_devices()],
        "threads": {
            "intra_op": tf.config.threading.get_intra_op_parallelism_threads(),
            "inter_op": tf.config.threading.get_inter_op_parallelism_threads(),
            "cores": os.cpu_count(),
        },
        "git_commit": _commit(recipe.parent),
        "data_fingerprint": fingerprint,
        "command": list(command),
        "resumed_from": [],
    }


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

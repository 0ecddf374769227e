"""Checkpoints that are whole or not there: a folder with a manifest of digests, written beside its place and moved."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.ground import atomic, digests
from dlcli.ground.errors import CheckpointError
from dlcli.ground.failpoints import failpoint

if TYPE_CHECKING:
    import numpy as np

FORMAT = 1
STATE, COUNTERS, MANIFEST = "state.safetensors", "counters.json", "manifest.json"
_NAME = re.compile(r"step-(\d{8,})")


@dataclass(frozen=True)
class Counters:
    """What is known at a step beside the variables."""

    step: int
    epoch: int
    """Epochs that are complete."""
    loss_sum: float = 0.0
    examples: float = 0.0
    controls: Mapping[str, Any] = field(default_factory=dict)


class Checkpoints:
    """The checkpoints of a run. Files are written by a thread, so that training waits only for the copy."""

    def __init__(self, folder: Path, *, keep: int) -> None:
        self._folder, self._keep = folder, keep
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="checkpoint")
        self._pending: Future[None] | None = None

    def save(self, arrays: Mapping[str, np.ndarray], counters: Counters, *, best_step: int | None) -> None:
        """Begins to write a checkpoint; the error of the one before is raised here.

        Raises:
            ResourceError: the one before could not be written.
        """
        self.wait()
        self._pending = self._writer.submit(self._write, arrays, counters, best_step)

    def wait(self) -> None:
        """Returns when what was begun is on the disk.

        Raises:
            ResourceError: it could not be written.
        """
        if self._pending is not None:
            pending, self._pending = self._pending, None
            pending.result()

    def close(self) -> None:
        """Waits for the writer, whatever it met."""
        self._writer.shutdown(wait=True)

    def _write(self, arrays: Mapping[str, np.ndarray], counters: Counters, best_step: int | None) -> None:
        from safetensors.numpy import save

        final = self._folder / f"step-{counters.step:08d}"
        if final.exists():
            if read(final) is not None:
                return
            shutil.rmtree(final)
        self._folder.mkdir(parents=True, exist_ok=True)
        atomic.remove_leftovers(self._folder)
        with atomic.new_folder(final) as folder:
            contents = {STATE: save(dict(arrays)), COUNTERS: json.dumps(asdict(counters), indent=2).encode()}
            for name, data in contents.items():
                (folder / name).write_bytes(data)
                failpoint(f"checkpoint.{name}")
            files = {name: {"bytes": len(data), "sha256": digests.of_bytes(data)} for name, data in contents.items()}
            (folder / MANIFEST).write_text(json.dumps({"format": FORMAT, "files": files}, indent=2))
        failpoint("checkpoint.before_prune")
        self._prune(counters.step, best_step)

    def _prune(self, newest: int, best_step: int | None) -> None:
        """Takes old checkpoints away, once the new one is found to be whole; the best one stays."""
        if read(self._folder / f"step-{newest:08d}") is None:
            raise CheckpointError("a checkpoint that was just written cannot be read back", where=str(self._folder))
        # One of a later step is damaged, or the run would have gone on from it: it must not count as kept.
        steps = [step for step in list_steps(self._folder) if step <= newest]
        for step in steps[: -self._keep]:
            if step != best_step:
                shutil.rmtree(self._folder / f"step-{step:08d}", ignore_errors=True)


def list_steps(folder: Path) -> list[int]:
    """The steps of the checkpoints that a folder holds, in ascending order, whole or not."""
    if not folder.is_dir():
        return []
    return sorted(int(match.group(1)) for entry in folder.iterdir() if (match := _NAME.fullmatch(entry.name)))


def read(folder: Path) -> tuple[dict[str, np.ndarray], Counters] | None:
    """A checkpoint's variables and counters; None unless all of it verifies."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        _refuse_newer_format(manifest["format"], folder)
        contents = {name: (folder / name).read_bytes() for name in (STATE, COUNTERS)}
        for name, data in contents.items():
            if manifest["files"][name] != {"bytes": len(data), "sha256": digests.of_bytes(data)}:
                return None
        return load(contents[STATE]), Counters(**json.loads(contents[COUNTERS]))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError):
        return None


def _refuse_newer_format(found: int, folder: Path) -> None:
    if found > FORMAT:
        message = f"this checkpoint has format {found}, this dlcli reads up to {FORMAT}"
        raise CheckpointError(message, where=str(folder), help="a newer dlcli wrote it: use that one")


def newest(folder: Path) -> tuple[dict[str, np.ndarray], Counters] | None:
    """The checkpoint of the highest step that is whole; None where none was ever written.

    Raises:
        CheckpointError: there are some, and every one is damaged.
    """
    steps = list_steps(folder)
    for step in reversed(steps):
        found = read(folder / f"step-{step:08d}")
        if found is not None:
            return found
    if steps:
        names = ", ".join(f"step-{step:08d}" for step in steps)
        raise CheckpointError(
            f"every checkpoint is damaged ({names})", where=str(folder), help="start a new run, or remove the folder"
        )
    return None

"""What a checkpoint is: variables, counters and a manifest of digests; read back whole or not at all."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.ground.errors import CheckpointError
from dlcli.ground.files import open_regular
from dlcli.run import tensors

if TYPE_CHECKING:
    import numpy as np

FORMAT = 1
STATE, COUNTERS, MANIFEST = "state.safetensors", "counters.json", "manifest.json"
_PIECE = 1 << 20
_NAME = re.compile(r"step-(\d{8,})(-unvalidated)?")

Pieces = list[bytes | memoryview]
_Fact = dict[str, int | str]
"""The bytes of a file and their digest."""


@dataclass(frozen=True)
class Counters:
    """What is known at a step beside the variables."""

    step: int
    epoch: int
    """Epochs that are complete."""
    loss_sum: float = 0.0
    examples: float = 0.0
    controls: Mapping[str, Any] = field(default_factory=dict)
    validated: bool = True
    """Whether it is not an epoch's last step before a validation that was interrupted."""
    skipped: int = 0
    """Updates of this epoch that were left out because they were not finite."""
    bad_in_a_row: int = 0
    passed_over: tuple[tuple[int, int], ...] = ()
    """Updates that are not made, from one to before another: what led to a loss that was not finite."""
    rollbacks: int = 0
    back_to: int | None = None
    """The step of the last checkpoint that the recipe asked for: one that a signal asked for is none to go back to.
    None in a training that never goes back."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "passed_over", tuple((first, end) for first, end in self.passed_over))

    @property
    def name(self) -> str:
        """The name of the folder: at an epoch's last step there can be one from before its validation."""
        return f"step-{self.step:08d}" + ("" if self.validated else "-unvalidated")


class Damaged(CheckpointError):
    """A checkpoint that is not what was written, and why."""

    def __init__(self, folder: Path, reason: str) -> None:
        help_text = "name another one in the same folder"
        super().__init__(f"this checkpoint is damaged: {reason}", where=str(folder), help=help_text)
        self.reason = reason


def written(arrays: Mapping[str, np.ndarray], counters: Counters) -> dict[str, Pieces]:
    """The files of a checkpoint in pieces, the manifest last; the arrays lie in them as they are, not copied."""
    told = json.dumps(asdict(counters), indent=2).encode()
    contents: dict[str, Pieces] = {STATE: tensors.pieces(arrays), COUNTERS: _halves(told)}
    return {**contents, MANIFEST: _halves(_manifest({name: _fact(pieces) for name, pieces in contents.items()}))}


def _halves(data: bytes) -> Pieces:
    return [data[: len(data) // 2], data[len(data) // 2 :]]


def _fact(pieces: Iterable[bytes | memoryview]) -> _Fact:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _manifest(facts: Mapping[str, _Fact]) -> bytes:
    return json.dumps({"format": FORMAT, "files": facts}, indent=2).encode()


def list_names(folder: Path) -> list[str]:
    """The checkpoints that a folder holds, whole or not, oldest first."""
    if not folder.is_dir():
        return []
    found = [match for entry in folder.iterdir() if (match := _NAME.fullmatch(entry.name))]
    return [match.group() for match in sorted(found, key=lambda match: (int(match[1]), match[2] is None))]


def step_of(name: str) -> int:
    """The step that a checkpoint's name says."""
    match = _NAME.fullmatch(name)
    assert match is not None
    return int(match[1])


def read(folder: Path) -> tuple[dict[str, np.ndarray], Counters]:
    """A checkpoint's variables and counters.

    Raises:
        Damaged: a byte of it is not what was written.
        CheckpointError: a newer dlcli wrote it.
    """
    contents = {name: b"".join(_pieces(folder, name)) for name in (STATE, COUNTERS)}
    _compare(folder, {name: _fact([data]) for name, data in contents.items()})
    try:
        arrays, counters = tensors.arrays(contents[STATE]), Counters(**json.loads(contents[COUNTERS]))
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(folder, f"it was written wrongly ({error})") from error
    if folder.name != counters.name:
        raise Damaged(folder, f"it holds {counters.name}")
    return arrays, counters


def verify(folder: Path) -> None:
    """Reads a checkpoint's bytes, a piece at a time.

    Raises:
        Damaged: one of them is not what was written.
        CheckpointError: a newer dlcli wrote it.
    """
    _compare(folder, {name: _fact(_pieces(folder, name)) for name in (STATE, COUNTERS)})


def _pieces(folder: Path, name: str) -> Iterator[bytes]:
    try:
        with open_regular(folder / name, error=CheckpointError) as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise Damaged(folder, f"{name} cannot be read: {error.strerror}") from error
    except CheckpointError as error:
        missing = not (folder / name).exists()
        raise Damaged(folder, f"{name} is missing" if missing else error.message) from error


def _compare(folder: Path, facts: Mapping[str, _Fact]) -> None:
    manifest = b"".join(_pieces(folder, MANIFEST))
    if manifest != _manifest(facts):
        raise Damaged(folder, _difference(folder, manifest, facts))


def _difference(folder: Path, manifest: bytes, facts: Mapping[str, _Fact]) -> str:
    """Which file is not what was written, as far as the manifest can be believed."""
    try:
        found = json.loads(manifest)
        _refuse_newer_format(int(found["format"]), folder)
        for name, fact in facts.items():
            expected = found["files"][name]
            if expected["bytes"] != fact["bytes"]:
                return f"{name} has {fact['bytes']} bytes, {expected['bytes']} were written"
            if expected["sha256"] != fact["sha256"]:
                return f"{name} is not what was written: its digest differs"
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    return f"{MANIFEST} is not what was written"


def _refuse_newer_format(found: int, folder: Path) -> None:
    if found > FORMAT:
        message = f"this checkpoint has format {found}, this dlcli reads up to {FORMAT}"
        raise CheckpointError(message, where=str(folder), help="a newer dlcli wrote it: use that one")


def newest(
    folder: Path, *, after: int = 0, until: int | None = None, warn: Callable[[str], None] = lambda _: None
) -> tuple[dict[str, np.ndarray], Counters] | None:
    """The checkpoint of the highest step that is whole; None where none was ever written.

    Raises:
        CheckpointError: there are some, and every one is damaged.
    """
    names = [name for name in list_names(folder) if after <= step_of(name) <= (inf if until is None else until)]
    reasons = []
    for name in reversed(names):
        try:
            found = read(folder / name)
        except Damaged as error:
            reasons.append(f"{name}: {error.reason}")
            continue
        for reason in reasons:
            warn(f"a checkpoint is damaged ({reason}); going on from {name}")
        return found
    if names:
        message = f"every checkpoint is damaged ({'; '.join(reasons)})"
        raise CheckpointError(message, where=str(folder), help="start a new run, or remove the folder")
    return None

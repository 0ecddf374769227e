"""What transforms learned, in a run's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from dlcli.ground import atomic, digests
from dlcli.ground.errors import CheckpointError
from dlcli.run.folder import RunFolder

if TYPE_CHECKING:
    from dlcli.build.front import Fitted

_NUMBER, _LONGEST = "transform", 100


def write_fitted(folder: RunFolder, fitted: Fitted) -> None:
    """Writes `fitted/transform-N.safetensors` for each transform that learned something.

    A column of a table may be called like no file can: its name stands in the file.
    """
    from safetensors.numpy import save

    folder.fitted.mkdir(exist_ok=True)
    for number, arrays in fitted.items():
        atomic.write_bytes(folder.fitted / _file(number), save(dict(arrays), metadata={_NUMBER: number}))


def _file(number: str) -> str:
    usual = quote(number, safe="")
    named = usual if len(usual) <= _LONGEST else f"{usual[:_LONGEST]}-{digests.of_bytes(number.encode())[:16]}"
    return f"transform-{named}.safetensors"


def read_fitted(folder: RunFolder) -> Fitted:
    """What was written before the first step.

    Raises:
        CheckpointError: a file is damaged.
    """
    from safetensors import SafetensorError, safe_open
    from safetensors.numpy import load

    found = {}
    for path in sorted(folder.fitted.glob("transform-*.safetensors")):
        try:
            with safe_open(path, "np") as file:
                number = (file.metadata() or {}).get(_NUMBER, path.stem.removeprefix("transform-"))
            found[number] = load(path.read_bytes())
        except (OSError, SafetensorError) as error:
            raise CheckpointError("what a transform learned cannot be read", where=str(path)) from error
    return found

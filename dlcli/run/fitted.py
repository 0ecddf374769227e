"""What transforms learned, in a run's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.ground import atomic
from dlcli.ground.errors import CheckpointError
from dlcli.run.folder import RunFolder

if TYPE_CHECKING:
    from dlcli.build.front import Fitted


def write_fitted(folder: RunFolder, fitted: Fitted) -> None:
    """Writes `fitted/transform-N.safetensors` for each transform that learned something."""
    from safetensors.numpy import save

    folder.fitted.mkdir(exist_ok=True)
    for number, arrays in fitted.items():
        atomic.write_bytes(folder.fitted / f"transform-{number}.safetensors", save(dict(arrays)))


def read_fitted(folder: RunFolder) -> Fitted:
    """What was written before the first step.

    Raises:
        CheckpointError: a file is damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    found = {}
    for path in sorted(folder.fitted.glob("transform-*.safetensors")):
        try:
            found[path.stem.removeprefix("transform-")] = load(path.read_bytes())
        except (OSError, SafetensorError) as error:
            raise CheckpointError("what a transform learned cannot be read", where=str(path)) from error
    return found

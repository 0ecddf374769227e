"""Pictures of what a network makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground import atomic
from dlcli.report import console
from dlcli.report.variations import tiled

if TYPE_CHECKING:
    import numpy as np

_SAID = {
    "reconstructions": "a row an example: as it is, and as it is given back",
    "prior": "drawn from the standard normal",
    "interpolations": "a row for the way from one example to the next",
}


def draw(made: Mapping[str, np.ndarray], folder: Path) -> None:
    """Writes a PNG for each kind of picture and says what it shows."""
    import tensorflow as tf

    folder.mkdir(parents=True, exist_ok=True)
    for name, pictures in made.items():
        path = folder / f"{name}.png"
        grid = tiled(pictures, apart=name == "reconstructions")
        atomic.write_bytes(path, tf.io.encode_png(grid).numpy())
        console.line(f"{path}: {_SAID[name]}")

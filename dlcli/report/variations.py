"""A picture of what augmentation does: a row for each example, itself at the left, then an epoch beside the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground import atomic
from dlcli.report import console

if TYPE_CHECKING:
    import numpy as np

_LEAST, _GAP = 96, 4


def draw(made: np.ndarray, path: Path) -> None:
    """Writes a PNG of pictures of shape (examples, 1 + epochs, height, width, channels) from 0 to 1, and says so."""
    import tensorflow as tf

    grid = tiled(made)
    atomic.write_bytes(path, tf.io.encode_png(grid).numpy())
    console.line(
        f"{path}: {len(made)} training examples, a row each: as it is, then in epochs 1 to {made.shape[1] - 1}"
    )


def tiled(made: np.ndarray, *, apart: bool = True) -> np.ndarray:
    """One picture of them all: small ones enlarged by whole pixels, white between, more beside the first column."""
    import numpy as np

    times = max(1, _LEAST // max(made.shape[2:4]))
    # Three channels are colours; of any other number the first is drawn.
    colors = made if made.shape[-1] == 3 else np.repeat(made[..., :1], 3, axis=-1)
    large = np.rint(255 * colors).astype(np.uint8).repeat(times, axis=2).repeat(times, axis=3)
    framed = np.pad(large, [(0, 0), (0, 0), (_GAP, _GAP), (_GAP, _GAP), (0, 0)], constant_values=255)
    first = np.pad(framed[:, 0], [(0, 0), (0, 0), (0, 4 * _GAP * apart), (0, 0)], constant_values=255)
    rows = np.concatenate([first, *np.moveaxis(framed[:, 1:], 1, 0)], axis=2)
    return np.concatenate(list(rows), axis=0)

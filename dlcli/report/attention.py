"""Where an attention looks, as a picture: a row for each word that is written, a column for each that is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dlcli.report import pictures
from dlcli.run.looked_at import LookedAt

_INCHES = 0.22
"""Of a word on each side."""


def draw(looked: Sequence[LookedAt], path: Path) -> None:
    """Writes a PNG or an SVG of all of them, one below the other."""
    import matplotlib.pyplot as plt

    heights = [len(each.written) * _INCHES + 0.9 for each in looked]
    width = max(len(each.given) for each in looked) * _INCHES + 1.2
    figure, axes = plt.subplots(
        len(looked), figsize=(max(width, 3.5), sum(heights)), height_ratios=heights, squeeze=False, layout="constrained"
    )
    for axis, each in zip(axes[:, 0], looked, strict=True):
        axis.imshow(each.shares, cmap="Blues", vmin=0, vmax=1, aspect="equal")
        axis.set_xticks(range(len(each.given)), each.given)
        axis.set_yticks(range(len(each.written)), each.written)
        axis.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
        axis.set_xlabel(f"{each.layer}: across what is read, down what is written", fontsize=8)
    pictures.write(figure, path)

"""A drawing of a recipe's networks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dlcli.recipe.check import Checked
from dlcli.report import pictures, wording
from dlcli.report.folded import COLORS, Box, boxes
from dlcli.report.placed import Place, Way, places, ways
from dlcli.report.summary import multiply_adds

WIDE, TALL = 2.9, 0.52
"""The size of a box, in inches."""
ACROSS, DOWN, LANE = 3.3, 0.92, 0.28
"""From box to box, and from lane to lane."""
LARGEST = 600
"""Inches that a picture is high at most: matplotlib draws no more than 2¹⁶ pixels."""
_LETTERS = 56


def draw(checked: Checked, path: Path, *, unfold: bool) -> None:
    """Writes a picture of the networks, side by side: a box for each block, or with `unfold` for each row."""
    import matplotlib.pyplot as plt

    drawn = [(name, boxes(sized, unfold=unfold)) for name, sized in checked.networks.items()]
    found = [(name, each, places(each), ways(each, places(each))) for name, each in drawn]
    sizes = [(_width(where, lines), 1 + max((place.row for place in where), default=0)) for _, _, where, lines in found]
    width, rows = sum(each for each, _ in sizes), max(each for _, each in sizes)
    height = min(rows * DOWN + 0.9, LARGEST)
    figure = plt.figure(figsize=(max(width, 5.0), height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, max(width, 5.0)), ylim=(rows * DOWN, -0.9))
    axes.axis("off")
    title = (
        f"{wording.counted(checked.parameters(), 'parameter')}, {wording.amount(multiply_adds(checked))} multiply-adds"
    )
    axes.text(0.15, -0.6, str(checked.recipe.name), weight="bold", size=11, va="center")
    axes.text(0.15, -0.32, title, size=8, color="0.35", va="center")
    left = max(0.0, 5.0 - width) / 2
    for (name, each, where, lines), (wide, _) in zip(found, sizes, strict=True):
        if len(found) > 1:
            axes.text(left + wide / 2, 0.14, name, size=9, weight="bold", ha="center", va="bottom")
        _network(axes, each, where, lines, left=left)
        left += wide
    pictures.write(figure, path)


def _extent(where: Sequence[Place]) -> tuple[float, float]:
    columns = [place.column for place in where]
    return min(columns, default=0.0), max(columns, default=0.0)


def _width(where: Sequence[Place], lines: Sequence[Way]) -> float:
    low, high = _extent(where)
    return (high - low) * ACROSS + WIDE + 0.7 + LANE * max((way.lane for way in lines), default=0)


def _network(axes: Any, found: Sequence[Box], where: Sequence[Place], lines: Sequence[Way], *, left: float) -> None:
    low, high = _extent(where)
    middles = [(left + 0.35 + WIDE / 2 + (place.column - low) * ACROSS, (place.row + 0.5) * DOWN) for place in where]
    outside = left + 0.35 + WIDE + (high - low) * ACROSS
    for way in lines:
        _arrow(axes, middles[way.first], middles[way.last], outside + LANE * way.lane if way.lane else None)
    _bands(axes, found, middles)
    for box, middle in zip(found, middles, strict=True):
        _drawn(axes, box, middle)


def _bands(axes: Any, found: Sequence[Box], middles: Sequence[tuple[float, float]]) -> None:
    """A ground behind the rows of each unfolded block, with its name along the edge."""
    from matplotlib.patches import Rectangle

    for name in dict.fromkeys(box.block for box in found if box.block):
        inside = [middle for box, middle in zip(found, middles, strict=True) if box.block == name]
        left, right = (
            min(each[0] for each in inside) - WIDE / 2 - 0.25,
            max(each[0] for each in inside) + WIDE / 2 + 0.1,
        )
        top, bottom = min(each[1] for each in inside) - TALL / 2 - 0.1, max(each[1] for each in inside) + TALL / 2 + 0.1
        axes.add_patch(Rectangle((left, top), right - left, bottom - top, fc=COLORS["block"], ec="none", zorder=0))
        axes.text(left + 0.12, (top + bottom) / 2, name, size=8, rotation=90, ha="center", va="center", color="0.3")


def _arrow(axes: Any, first: tuple[float, float], last: tuple[float, float], lane: float | None) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path as Line

    if lane is None:
        start, end = (first[0], first[1] + TALL / 2), (last[0], last[1] - TALL / 2)
        axes.add_patch(
            FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=8, color="0.45", lw=0.9, shrinkA=0, shrinkB=0)
        )
        return
    begin, end = (first[0] + WIDE / 2, first[1]), (last[0] + WIDE / 2, last[1])
    bend = min(0.2, abs(end[1] - begin[1]) / 2)
    points = [
        begin, (lane - bend, begin[1]), (lane, begin[1]), (lane, begin[1] + bend),
        (lane, end[1] - bend), (lane, end[1]), (lane - bend, end[1]), end,
    ]  # fmt: skip
    codes = [Line.MOVETO, Line.LINETO, Line.CURVE3, Line.CURVE3, Line.LINETO, Line.CURVE3, Line.CURVE3, Line.LINETO]
    axes.add_patch(
        FancyArrowPatch(path=Line(points, codes), arrowstyle="-|>", mutation_scale=8, color="#c06a2b", lw=0.9)
    )


def _drawn(axes: Any, box: Box, middle: tuple[float, float]) -> None:
    from matplotlib.patches import FancyBboxPatch

    across, down = middle
    corner = across - WIDE / 2, down - TALL / 2
    style = "round,pad=0,rounding_size=0.06"
    for behind in (0.05, 0.0) if box.times > 1 else (0.0,):
        place = corner[0] + behind, corner[1] + behind
        axes.add_patch(
            FancyBboxPatch(place, WIDE, TALL, boxstyle=style, fc=COLORS[box.kind], ec="0.45", lw=0.8, zorder=2)
        )
    name = box.name if box.times == 1 else f"{box.name}  ({box.times} ×)"
    line = down - 0.1 if box.below else down
    axes.text(corner[0] + 0.1, line, wording.cut(name, 30), size=8.5, weight="bold", va="center", zorder=3)
    axes.text(corner[0] + WIDE - 0.08, line, box.output, size=8, ha="right", va="center", color="0.2", zorder=3)
    below = wording.cut(box.below, _LETTERS)
    axes.text(corner[0] + 0.1, down + 0.12, below, size=6.8, va="center", color="0.35", zorder=3)

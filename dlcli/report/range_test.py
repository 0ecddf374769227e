"""The learning-rate range test on a screen, as JSON, as a picture."""

from __future__ import annotations

import json
import sys
from math import log
from pathlib import Path

from dlcli.report import console, pictures
from dlcli.report.curve import Below, across_of, curve
from dlcli.run.range_test import Range

RULE = "a tenth of the rate at which the smoothed loss is least"


def show(found: Range, recipe: Path) -> None:
    """Draws the smoothed loss over the learning rate, and says what to put into the recipe."""
    points, suggested = found.points, found.suggested()
    first, last = points[0].learning_rate, points[-1].learning_rate
    least = found.least()
    console.line(f"smoothed loss over {len(points)} updates, learning rate {first:.3g} to {last:.3g}")
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    width = min(console.wide(), 100)
    below = Below("learning rate", f"{first:.2g}", f"{(first * last) ** 0.5:.2g}", f"{last:.2g}")
    for line in curve(lambda at: max(points[at].smoothed, 0.0), len(points), width=width, plain=plain, below=below):
        console.line(line)
    if suggested is not None and suggested >= first and last > first:
        at = round(log(suggested / first) / log(last / first) * (across_of(width) - 1))
        console.line(f"{'':>12}{'':>{at}}^ {suggested:.2g}" if at else f"{'':>12}^ {suggested:.2g}")
    console.line(_ending(found))
    if suggested is None:
        console.line("the loss never fell: begin lower (--from), or look at the recipe")
        return
    console.line(f"least at {least.learning_rate:.2g}; suggested: {suggested:.2g}, {RULE}")
    console.line(f"try it: dlcli train {recipe} --set optimizer.learning_rate={suggested:.2g}")


def _ending(found: Range) -> str:
    last = f"{found.points[-1].learning_rate:.2g}"
    if found.diverged:
        return f"the loss grew too large at {last}: the test ended there"
    if found.still_falls():
        return f"the loss still falls at {last}: a larger --to may show a better rate"
    return f"the loss did not grow too large up to {last}"


def show_json(found: Range) -> None:
    """Prints the suggestion and every update as JSON."""
    suggested = found.suggested()
    shown = {
        "suggested_learning_rate": suggested,
        "rule": RULE,
        "least": found.least().learning_rate,
        "diverged": found.diverged,
        "points": [
            {"learning_rate": each.learning_rate, "loss": each.loss, "smoothed": each.smoothed} for each in found.points
        ],
    }
    console.line(json.dumps(shown, indent=2))


def draw(found: Range, path: Path) -> None:
    """Writes a picture of the losses and their moving mean over the learning rate, with the suggested one."""
    import matplotlib.pyplot as plt

    rates = [each.learning_rate for each in found.points]
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    axes.plot(rates, [each.loss for each in found.points], color="0.8", linewidth=1, label="loss of a batch")
    axes.plot(rates, [each.smoothed for each in found.points], color="tab:blue", linewidth=2, label="smoothed")
    suggested = found.suggested()
    if suggested is not None:
        axes.axvline(found.least().learning_rate, color="0.6", linestyle=":", label="least")
        axes.axvline(suggested, color="tab:orange", linestyle="--", label=f"suggested: {suggested:.2g}")
    tops = [each.smoothed for each in found.points]
    axes.set(xscale="log", xlabel="learning rate", ylabel="loss", ylim=(min(0.0, *tops), 1.05 * max(tops)))
    axes.legend()
    pictures.write(figure, path)

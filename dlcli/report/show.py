"""The resolved recipe on a screen: its text, where each line came from, differences, the learning rate's curve."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from dlcli.recipe.check import Checked
from dlcli.recipe.difference import Difference
from dlcli.recipe.learning_rates import LearningRates
from dlcli.recipe.origin import lines_with_origins
from dlcli.recipe.resolved import resolved_yaml
from dlcli.report import console, wording
from dlcli.report.cells import cells, printable
from dlcli.report.curve import curve

_WIDEST_COLUMN = 60
"""Origins are not moved further to the right than this by one long line."""


def show_recipe(checked: Checked) -> None:
    """Prints the resolved recipe as YAML."""
    console.line(resolved_yaml(checked).rstrip("\n"))


def show_origins(checked: Checked) -> None:
    """Prints the resolved recipe as YAML, with a comment on each line that says where it came from."""
    lines = lines_with_origins(checked)
    column = max((cells(line.text) for line in lines if cells(line.text) <= _WIDEST_COLUMN), default=0)
    for line in lines:
        blanks = " " * max(column - cells(line.text), 0)
        console.line(line.text if line.origin is None else f"{line.text}{blanks}  # {printable(line.origin)}")


def show_differences(found: Sequence[Difference]) -> None:
    """Prints a line for each difference: `optimizer.learning_rate: 0.001 -> 0.01`."""
    for each in found:
        console.line(printable(f"{each.path}: {each.before or '(nothing)'} -> {each.after or '(nothing)'}"))
    if not found:
        console.line("no difference")


def show_learning_rates(found: Mapping[str, LearningRates]) -> None:
    """Draws each learning rate over the updates of the training."""
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    for name, rates in found.items():
        console.line(f"{printable(name)}: {_headline(rates)}")
        if not rates.follows_figures:
            for line in curve(rates.at, rates.updates, width=min(console.wide(), 100), plain=plain):
                console.line(line)


def _headline(rates: LearningRates) -> str:
    length = wording.counted(rates.updates, "update")
    if rates.word is None:
        return f"{rates.at(0):g}, the same in all {length}"
    if rates.follows_figures:
        return f"{rates.word}, {rates.at(0):g} at first; when it falls, the training's figures decide"
    first, last = rates.at(0), rates.at(rates.updates - 1)
    peak = max(range(rates.updates), key=rates.at)
    over = f" over {rates.at(peak):.3g} at update {peak:,}" if rates.at(peak) > max(first, last) else ""
    return f"{rates.word}, from {first:.3g}{over} to {last:.3g} in {length}"

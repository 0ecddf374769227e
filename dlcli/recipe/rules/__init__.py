"""Cross-checks of a recipe, one file a rule: each module has `check(subject)`, which yields diagnostics.

A module with `OF_EACH_OUTPUT = True` looks at one output after the other, one with `OF_EACH_NETWORK = True` at one
network after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject


@cache
def names() -> tuple[str, ...]:
    """The rules, by their file names."""
    return tuple(sorted(file.stem for file in Path(__file__).parent.glob("*.py") if not file.stem.startswith("_")))


def run(subject: Subject) -> Iterator[Diagnostic]:
    """What every rule finds."""
    for name in names():
        rule = import_module(f"{__name__}.{name}")
        for view in _views(rule, subject):
            yield from rule.check(view)


def _views(rule: ModuleType, subject: Subject) -> list[Subject]:
    """What a rule looks at, one after the other."""
    if getattr(rule, "OF_EACH_NETWORK", False):
        return list(subject.each_network())
    views = list(subject.each_output()) if getattr(rule, "OF_EACH_OUTPUT", False) else [subject]
    # Without an output the labels of the data still tell something, where they are what is learned.
    return views or ([subject] if subject.recipe.objective.compares == "labels" else [])


__all__ = ["Subject", "names", "run"]

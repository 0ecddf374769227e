"""A run's folder can have the recipe's name on every system."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{at}" for port in ("com", "lpt") for at in range(10))})


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Names of devices, and names that look like options."""
    name, place = subject.recipe.name or "", subject.place("name")
    if not subject.written("name"):
        return
    if name.lower() in DEVICES:
        message = f"{name!r} is a device on Windows, no folder can be called so"
        yield Diagnostic("wrong-name", message, place, f"write {name}_1")
    elif name.startswith("-"):
        message = f"{name!r} begins with -, commands would read it as an option"
        yield Diagnostic("wrong-name", message, place, f"write {name.lstrip('-') or 'a letter first'}")

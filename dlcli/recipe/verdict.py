"""Whether a recipe is valid, with everything that is wrong or doubtful in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dlcli.ground.errors import DlcliError
from dlcli.recipe.check import Checked, check
from dlcli.recipe.diagnostics import Diagnostic, RecipeError


@dataclass(frozen=True)
class Verdict:
    """What `validate` says of a recipe."""

    file: Path
    valid: bool
    diagnostics: tuple[Diagnostic, ...]
    checked: Checked | None
    """None where there is a mistake."""
    exit_code: int = 0
    """2 for a wrong recipe, 3 where only its data is wrong."""


def verdict(path: Path, overrides: Sequence[str] = (), *, strict: bool = False) -> Verdict:
    """Checks a recipe file; `strict` makes warnings errors."""
    checked, code = None, 2
    try:
        checked = check(path, overrides)
        found = checked.warnings
    except RecipeError as error:
        found, code = tuple(error.diagnostics), error.exit_code
    except DlcliError as error:
        place = f" ({error.where})" if error.where else ""
        found = (Diagnostic("unreadable", error.message + place, None, help=error.help),)
    if strict:
        found = tuple(replace(each, severity="error") for each in found)
    valid = not any(each.severity == "error" for each in found)
    return Verdict(path, valid, found, checked if valid else None, 0 if valid else code)

"""What went wrong, as one line or as a report with places; and whether recipes are valid."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Literal

from dlcli.ground.errors import DlcliError, Interrupted
from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.verdict import Verdict
from dlcli.report import console, wording
from dlcli.report.cells import printable
from dlcli.report.diagnostics import render, render_github
from dlcli.run.worker import WorkersError

_LONGEST_BUG = 300


def show_error(error: DlcliError) -> None:
    """Tells on stderr what went wrong, where, and what to do next."""
    console.write(sys.stderr, told(error))


def told(error: DlcliError) -> str:
    """What went wrong, where, and what to do next, as it is shown."""
    if isinstance(error, WorkersError):
        return error.report
    if isinstance(error, RecipeError) and error.diagnostics:
        return render(error.diagnostics, width=console.width_of(sys.stderr), color=console.colored(sys.stderr))
    if isinstance(error, Interrupted):
        return f"{printable(str(error))}\n"
    return f"{_head('error')} {printable(str(error))}\n"


def show_warning(text: str) -> None:
    """Tells on stderr of something doubtful that stops nothing."""
    console.write(sys.stderr, f"warning: {printable(text)}\n")


def show_bug(error: BaseException) -> None:
    """Tells on stderr that dlcli itself is wrong."""
    console.write(sys.stderr, told_bug(error))


def told_bug(error: BaseException) -> str:
    """That dlcli itself is wrong, as it is shown."""
    first = next(iter(str(error).strip().splitlines()), "")
    said = wording.cut(f"{type(error).__name__}: {first}" if first else type(error).__name__, _LONGEST_BUG)
    return f"{_head('error')} this is a bug in dlcli: {said}; --debug shows the traceback\n"


def show_verdicts(verdicts: Sequence[Verdict], *, form: Literal["text", "json", "github"]) -> None:
    """Tells on stdout which recipes are valid, and what is wrong with the others."""
    if form == "json":
        found = {
            "valid": all(each.valid for each in verdicts),
            "diagnostics": [row for each in verdicts for row in _for_programs(each)],
        }
        text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    elif form == "github":
        text = "".join(render_github(each.diagnostics) for each in verdicts)
    else:
        text = _told(verdicts)
    console.write(sys.stdout, text)


def _told(verdicts: Sequence[Verdict]) -> str:
    """Reports apart from what stands around them by a blank line, good recipes line by line."""
    text, apart = "", False
    for each in verdicts:
        reported = bool(each.diagnostics)
        text += ("\n" if text and (apart or reported) else "") + _for_people(each)
        apart = reported
    return text


def _for_people(verdict: Verdict) -> str:
    width, color = console.width_of(sys.stdout), console.colored(sys.stdout)
    text = render(verdict.diagnostics, width=width, color=color)
    if verdict.checked is None:
        return text
    checked = verdict.checked
    if not checked.known():
        return f"{text}{printable(str(verdict.file))}: ok, as far as it can be known without the data\n"
    layers = wording.counted(sum(len(each.graph.steps()) for each in checked.networks.values()), "layer")
    size = wording.counted(checked.parameters(), "parameter")
    return f"{text}{printable(str(verdict.file))}: ok, {layers}, {size}\n"


def _for_programs(verdict: Verdict) -> list[dict[str, str | int | None]]:
    rows = [each.to_json() for each in verdict.diagnostics]
    return [{**row, "file": row["file"] or str(verdict.file)} for row in rows]


def _head(word: str) -> str:
    return f"\x1b[1;31m{word}:\x1b[0m" if console.colored(sys.stderr) else f"{word}:"

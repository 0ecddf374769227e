"""What a look at a recipe and its data has found, on a screen and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from dlcli.recipe.memory import bytes_in_words
from dlcli.report import console, wording
from dlcli.report.cells import printable, wrapped
from dlcli.report.columns import Cell, aligned
from dlcli.report.header import data_part
from dlcli.run.checkup import Checkup
from dlcli.run.trial import Trial

_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
_INDENT = 11


def show(found: Checkup) -> None:
    """Prints the data, what was found, and what trying it out has shown."""
    width = console.wide()
    splits = ", ".join(f"{count:,} {split}" for split, count in found.examples.items())
    for fact in data_part(found.checked, width=width):
        console.out().print(fact)
    _print([("examples", splits)], width)
    console.line("")
    for each in found.findings:
        first, *others = wrapped(each.message, width - _INDENT)
        begun = (Cell(f"{each.severity:<{_INDENT - 4}}", _STYLES[each.severity]), first)
        console.out().print(aligned([begun], width=10_000)[0])
        for line in [*others, *(wrapped(each.help, width - _INDENT) if each.help else [])]:
            console.line(f"{'':{_INDENT}}{line}")
    if not found.findings:
        console.line("  nothing odd was found in the data")
    if found.trial is not None:
        console.line("")
        _print(_tried(found.trial), width)


def _print(facts: list[tuple[str, str]], width: int) -> None:
    for line in aligned(
        [(Cell(f"{key:<10}", "dim"), Cell(printable(text))) for key, text in facts], width=width, flexible=1
    ):
        console.out().print(line)


def _tried(tried: Trial) -> list[tuple[str, str]]:
    facts = [("first loss", f"{tried.first_loss:.4g}")]
    heart = tried.by_heart
    if heart is not None:
        how = "learned by heart" if heart.learned else "not learned by heart"
        told = f"{heart.examples} examples {how}: loss {heart.first:.4g} → {heart.last:.4g} in {heart.updates} updates"
        facts.append(("one batch", told))
    whole = wording.duration(tried.seconds_an_epoch * tried.epochs)
    epochs = f"{tried.epochs:g} epochs" if tried.epochs != 1 else "1 epoch"
    facts.append(("an epoch", f"about {wording.duration(tried.seconds_an_epoch)}; {epochs}: about {whole}"))
    facts.append(("memory", f"about {bytes_in_words(tried.memory)} for weights, optimizer and a batch"))
    return facts


def show_json(found: Checkup) -> None:
    """Prints it as one object."""
    tried = asdict(found.trial) if found.trial is not None else None
    if tried is not None and found.trial is not None and found.trial.by_heart is not None:
        tried["by_heart"]["learned"] = found.trial.by_heart.learned
    told = {"examples": found.examples, "findings": [asdict(each) for each in found.findings], "trial": tried}
    console.line(json.dumps(told, indent=2, ensure_ascii=False))

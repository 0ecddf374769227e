"""A network takes numbers, and none that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import WRONG_DATA, Diagnostic
from dlcli.recipe.paths import with_environment
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.source import at, place_of

PATH = ("data", "source", "path")
HOW = "fill them in: transforms: {%s: [fill_missing, normalization]}; or leave such rows out: source: {missing: drop}"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Whatever a network takes has no missing numbers behind its transforms."""
    taken = dict.fromkeys(name for network in subject.networks.values() for name in network.graph.features())
    for name in taken:
        feature = subject.features.features.get(name)
        if feature is not None and feature.missing:
            column = next((part for part in (*feature.columns, *feature.beside) if _missing(subject, part)), name)
            message = f"{_where(subject, feature.missing)}: column '{column}': the value is missing"
            place = place_of(subject.tree, PATH)
            yield Diagnostic(WRONG_DATA, message, place, help=HOW % (column if column in feature.beside else name))


def _where(subject: Subject, where: str) -> str:
    """The file as the recipe writes it, and the line."""
    written, source = at(subject.tree, PATH), with_environment(subject.recipe.data.source)
    return where.replace(str(getattr(source, "path", "")), str(getattr(written, "value", "")))


def _missing(subject: Subject, column: str) -> bool:
    return bool(subject.features.features[column].missing)

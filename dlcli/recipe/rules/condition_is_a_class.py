"""Networks that may take the class of an example have data with classes, and one of them takes it."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.networks import LABEL
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """`conditional` against the label of the data, and against the rows."""
    objective = subject.recipe.objective
    if not objective.takes_class:
        return
    place = subject.place("objective", "conditional")
    labels = subject.facts.labels
    name = subject.facts.only_label()
    if subject.facts.features and (name is None or labels[name].kind not in ("classes", "binary", None)):
        message = f"{objective.word} with conditional: true learns by class, the data has no classes"
        yield Diagnostic("missing-classes", message, place, "take it out")
    elif subject.whole and subject.networks and not any(LABEL in _taken(subject, each) for each in subject.networks):
        message = "no row takes the class of the example"
        help_text = 'add {type: embedding, input_dim: "${data.classes}", output_dim: 8, from: label}'
        yield Diagnostic("idle-argument", message, place, "take it out", help_text)


def _taken(subject: Subject, network: str) -> list[str]:
    return subject.networks[network].graph.features()

"""The data has the features that an objective learns from."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Features by their names, as far as the data is known."""
    objective, known = subject.recipe.objective, subject.facts.features
    missing = [name for name in objective.needs if name not in known]
    if known and missing:
        message = f"{objective.word} learns from {' and '.join(objective.needs)}, the data has no {missing[0]}"
        help_text = f"features of this data: {', '.join(known)}"
        yield Diagnostic("missing-feature", message, subject.place("data", "source"), help=help_text)
    text = subject.features.features.get("text")
    if objective.word == "language_model" and text is not None and text.shape not in (None, (None,)):
        placed = next(iter(subject.transforms().get("text", ())), None)
        where = (*placed.where, "output_sequence_length") if placed else ("data", "transforms")
        place = subject.place(*where)
        yield Diagnostic("wrong-transform", "a language model takes texts as long as they are", place, "take it out")

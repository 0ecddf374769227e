"""Each row's output is taken by a row below it, or is the network's."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

OF_EACH_NETWORK = True


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A row that leads nowhere is never computed."""
    graph = subject.graph.graph
    # A row that takes a name which does not exist leaves the one above it without a taker.
    if graph.mistakes or graph.output is None or not subject.whole:
        return
    taken = {number for _, step in graph.steps() for number in step.inputs}
    outputs = {graph.output, *subject.taken_elsewhere()}
    for number, step in graph.steps():
        if number not in taken | outputs:
            message = f"nothing takes the output of {step.layer.word}"
            place = subject.place(*step.where, "type")
            help_text = "or name it, and let a row below take it: from: [NAME, previous]"
            yield Diagnostic("unused-layer", message, place, "take this row out", help_text, severity="warning")

"""Each metric can read the labels of the loss, and no two share a name."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

OF_EACH_OUTPUT = True

FORMS = {"index": "classes", "one_hot": "classes", "binary": "a class against the rest", "number": "numbers"}
USUAL = {"index": "accuracy", "one_hot": "accuracy", "binary": "accuracy", "number": "mean_absolute_error"}
"""The metric that people take for a form of labels."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A metric of classes needs classes, one of numbers numbers."""
    loss, seen = subject.loss, set[str]()
    for index, metric in enumerate(subject.metrics):
        place = subject.place("metrics", index)
        if metric.label() in seen or metric.label() == "loss":
            message = f"two figures are called {metric.label()!r}"
            rename = f"or give it a name: {{type: {metric.word}, name: …}}"
            yield Diagnostic("duplicate-name", message, place, "take it out", rename)
        seen.add(metric.label())
        if loss is not None and loss.sequences:
            message = f"{metric.word} compares place by place, {loss.word} whole sequences"
            yield Diagnostic("wrong-metric", message, place, "take it out")
            continue
        taken = subject.head.form if subject.head is not None else loss.takes if loss else None
        form = taken if subject.loss_fits() else None
        readable = form is None or form in metric.takes or (form == "index" and "one_hot" in metric.takes)
        if not readable and form is not None:
            of_feature = subject.recipe.objective.compares == "feature"
            message = f"{metric.word} does not fit {'what' if of_feature else 'a label that'} is {FORMS[form]}"
            label = f"take it out, or write {USUAL[form]}"
            yield Diagnostic("wrong-metric", message, place, label, f"dlcli explain {metric.word}")

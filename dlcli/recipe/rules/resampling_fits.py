"""Resampling goes by the one class of an example, and draws examples anew for each epoch."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

CODE = "wrong-resampling"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The key against the labels of the data and against what else says in which order examples come."""
    data = subject.recipe.data
    if data.resampling is None:
        return
    message = _misfit(subject)
    if message:
        yield Diagnostic(CODE, message, subject.place("data", "resampling"), "take it out")
    for where, given, why in (
        (("data", "shuffle"), not data.shuffle, "the order of the data cannot be kept"),
        (("data", "bucket_batches"), data.bucket_batches > 1, "examples cannot be sorted by length"),
        (("data", "batch_size"), data.batch_size == "full", "a batch of all examples would not be balanced"),
        (("regularization", "mixing"), subject.recipe.regularization.mixing, "the others would be mixed in"),
    ):
        if given:
            told = f"resampling draws the examples of each epoch: {why}"
            yield Diagnostic(CODE, told, subject.place(*where), "take it out, or data.resampling")


def _misfit(subject: Subject) -> str:
    labels = subject.facts.labels
    if not subject.facts.features or not labels:
        return "" if not subject.facts.features else "resampling goes by classes, the data has no label"
    if len(labels) > 1:
        return f"resampling goes by the classes of one label, the data has {', '.join(labels)}"
    (label,) = labels.values()
    if label.kind in ("number", "multi_label") or label.shape:
        what = {"number": "a number", "multi_label": "any number of classes"}.get(label.kind or "", "one at each place")
        return f"resampling goes by the one class of an example, the label is {what}"
    return ""

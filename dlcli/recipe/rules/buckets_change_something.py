"""Batches of texts alike in length are for texts whose lengths differ."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """At least one feature behind the transforms is as long as the text is."""
    if subject.recipe.data.bucket_batches == 1 or not subject.features.features:
        return
    shapes = [each.shape for each in subject.features.features.values()]
    if not any(shape is None or shape == (None,) for shape in shapes):
        message = "every example has one length: `bucket_batches` changes nothing"
        place = subject.place("data", "bucket_batches")
        yield Diagnostic("idle-argument", message, place, "take it out")

"""The pictures of a batch have one height and one width."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.facts import Feature
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

RESIZING = "{type: resizing, height: 64, width: 64}"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Sizes that nothing tells after the transforms, and that the recipe does not expect, may differ."""
    expected = subject.recipe.data.expect or {}
    for name, feature in subject.features.features.items():
        if _sizes_may_differ(feature) and not {name, f"{name}.shape"} & set(expected):
            yield _unsized(subject, name, feature)
            return


def _sizes_may_differ(feature: Feature) -> bool:
    return feature.image and feature.shape is not None and len(feature.shape) == 3 and None in feature.shape[:2]


def _unsized(subject: Subject, name: str, feature: Feature) -> Diagnostic:
    message = "the pictures may differ in size, a batch takes pictures of one size"
    written = subject.written("data", "transforms", 0)
    place = subject.place("data", "transforms", 0, "type") if written else subject.place("data", "source", "type")
    label = f"add {RESIZING} before it" if written else f"add transforms: [{RESIZING}]"
    channels = feature.shape[-1] if feature.shape else None
    one = f"expect: {{{name}: [64, 64, {'null' if channels is None else channels}]}}"
    return Diagnostic("unsized-images", message, place, label, f"or, where all are of one size, add {one} to data")

"""A network takes numbers: text is made numbers before it."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.source import at, place_of

HOW = "{type: text_vectorization, output_sequence_length: 20}"
CATEGORY = "{type: string_lookup, output_mode: one_hot}"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every text that a network takes has a text_vectorization."""
    taken = dict.fromkeys(name for network in subject.networks.values() for name in network.graph.features())
    for name in taken:
        feature = subject.features.features.get(name)
        if feature is not None and feature.text:
            section = ("data", "transforms") if at(subject.tree, ("data", "transforms")) is not None else ("data",)
            place = place_of(subject.tree, section, key=True)
            yield Diagnostic(
                "wrong-transform",
                f"{name} is text, a network takes numbers",
                place,
                f"add transforms: {{{name}: [{HOW if feature.kind != 'category' else CATEGORY}]}}",
            )

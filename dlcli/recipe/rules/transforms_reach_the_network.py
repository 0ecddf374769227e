"""What the network takes is what the transforms change."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.facts import TABLE
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.source import place_of


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Transforms change the only feature, or `table`: a network that takes another would get it as it is, or wrong."""
    known, changed = subject.facts.features, subject.facts.only_feature()
    if not subject.recipe.data.transforms or not known:
        return
    if isinstance(subject.recipe.data.transforms, dict):
        yield from _by_feature(subject)
        return
    place = place_of(subject.tree, ("data", "transforms"), key=True)
    if changed is None:
        message, help_text = "one list of transforms is for data with one feature", f"features: {', '.join(known)}"
        label = f"write transforms: {{{next(iter(known))}: […]}}"
        yield Diagnostic("wrong-transform", message, place, label, help_text)
        return
    graph = subject.graph.graph
    others = [repr(name) for name in graph.features() if name in known and name != changed]
    if others and subject.whole and not graph.mistakes:
        message = f"transforms change {changed!r} alone, the network takes {' and '.join(others)}"
        help_text = f"or let every row that takes a feature take {changed}"
        yield Diagnostic("wrong-transform", message, place, "take them out", help_text)


def _by_feature(subject: Subject) -> Iterator[Diagnostic]:
    taken = {name for network in subject.networks.values() for name in network.graph.features()}
    if TABLE in taken:
        # What is made of a column stands in the table too, but for numbers of words.
        taken |= {name for name in subject.transforms() if not _gives_indices(subject, name)}
    whole = subject.whole and not any(each.graph.mistakes for each in subject.networks.values())
    for name in subject.transforms():
        unused = name in subject.facts.features and name not in taken
        if unused and whole and subject.networks and subject.written("data", "transforms", name):
            place = place_of(subject.tree, ("data", "transforms", name), key=True)
            yield Diagnostic("wrong-transform", f"no network takes {name!r}", place, "take its transforms out")


def _gives_indices(subject: Subject, name: str) -> bool:
    return any(each.transform.gives_indices() for each in subject.transforms()[name])

"""Where optimizers stand by network, each network has one, and each is a network's."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.source import place_of


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The names against the networks of the recipe."""
    recipe = subject.recipe
    given, networks = recipe.optimizer, recipe.networks
    if not isinstance(given, dict):
        return
    if networks is None:
        message = "this recipe has one network, and optimizers by name"
        place = place_of(subject.tree, ("optimizer",), key=True)
        yield Diagnostic("unknown-network", message, place, "write optimizer: {type: …}")
        return
    known, misspelt = tuple(networks), set[str]()
    for name in given:
        if name not in known:
            near = suggestion(name, [each for each in known if each not in given])
            misspelt |= {near} if near else set()
            label = f"did you mean {near!r}?" if near else "take it out"
            place = place_of(subject.tree, ("optimizer", name), key=True)
            message = f"there is no network {name!r} to move"
            yield Diagnostic("unknown-network", message, place, label, f"networks: {', '.join(known)}")
    for name in known:
        if name not in given and name not in misspelt:
            message = f"the optimizers stand by network, and {name} has none"
            place = place_of(subject.tree, ("optimizer",), key=True)
            yield Diagnostic("missing-optimizer", message, place, f"add {name}: {{type: …}}")

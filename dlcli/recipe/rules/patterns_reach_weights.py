"""The patterns of an optimizer each mean a weight that is trained."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.globs import trained_weights
from dlcli.recipe.graph import Where
from dlcli.recipe.model import EVERY
from dlcli.recipe.rules._optimizers import optimizer_place
from dlcli.recipe.rules._patterns import idle_pattern
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A pattern that fits nothing, and an exception from a decay that there is not."""
    for network, optimizer in subject.recipe.optimizers().items():
        yield from _of(subject, optimizer, network)


def _of(subject: Subject, optimizer: Optimizer, network: str) -> Iterator[Diagnostic]:
    section = optimizer_place(network)
    excluded = optimizer.exclude_from_weight_decay or []
    if optimizer.exclude_from_weight_decay is not None and not optimizer.weight_decay:
        message = f"{optimizer.word} has no weight_decay here, so nothing can be excluded from it"
        place = subject.place(*section, "exclude_from_weight_decay")
        yield Diagnostic("idle-pattern", message, place, "take it out", "or add weight_decay: 0.004")
        return
    if not subject.whole or not subject.networks:
        return
    names = [name for of, _, row in trained_weights(subject.networks) if network in (EVERY, of) for name in row]
    patterns: list[tuple[str, Where]] = [
        (glob, ("exclude_from_weight_decay", place)) for place, glob in enumerate(excluded)
    ]
    patterns += [(glob, ("learning_rate_multipliers", glob)) for glob in optimizer.learning_rate_multipliers or ()]
    for glob, where in patterns:
        if not any(name.fits(glob) for name in names):
            message, rows = f"no weight that is trained is called {glob!r}", [name.row for name in names]
            more = "; a weight is ROW.kernel, ROW.bias and the like"
            yield idle_pattern(glob, message, subject.place(*section, *where), rows, more)

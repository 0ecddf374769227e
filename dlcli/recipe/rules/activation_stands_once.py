"""No activation stands twice in a row."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.layers._layer import Activation
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._ending import before
from dlcli.recipe.rules._subject import Subject

OF_EACH_NETWORK = True

IDEMPOTENT = frozenset({"relu", "relu6", "linear", "log_softmax", "hard_tanh", "hard_shrink"})


def check(subject: Subject) -> Iterator[Diagnostic]:
    """An activation after the same one: the field of the row above, or a row of its own."""
    for _, step in subject.graph.graph.steps():
        above = before(subject, step)
        if above is None or not isinstance(step.layer, Activation):
            continue
        first = above.layer if isinstance(above.layer, Activation) else getattr(above.layer, "activation", None)
        if isinstance(first, Activation) and first.word == step.layer.word:
            word = step.layer.word
            message = f"{word} after {word} changes nothing" if word in IDEMPOTENT else f"{word} stands twice in a row"
            place = subject.place(*step.where, "type")
            yield Diagnostic("repeated-activation", message, place, "take it out", severity="warning")

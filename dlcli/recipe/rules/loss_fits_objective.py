"""The loss is one that the objective can take, and no field of the objective is idle with it."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.source import place_of

_NEEDS = {
    "vae": "needs the likelihood of what it gives back, {} is none",
    "gan": "compares generated examples with real ones, {} does not",
    "seq2seq": "compares scores with words, {} does not",
    "language_model": "compares scores with words, {} does not",
}


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The losses of the outputs against what the objective makes of them."""
    if subject.recipe.objective.own_loss and subject.recipe.loss is not None:
        message = f"{subject.recipe.objective.word} brings its own loss"
        yield Diagnostic("wrong-loss", message, place_of(subject.tree, ("loss",), key=True), "take it out")
        return
    views = [subject] if subject.recipe.objective.compares == "nothing" else list(subject.each_output())
    for view in views:
        yield from _of(view)


def _of(view: Subject) -> Iterator[Diagnostic]:
    objective, loss = view.recipe.objective, view.loss
    if loss is None:
        return
    if loss.word not in objective.losses and (objective.losses or loss.adversarial):
        needs = _NEEDS.get(objective.word, "has no generated examples, {} compares them with real ones")
        label = f"write {objective.losses[0]}" if objective.losses else "write another, or take it out"
        yield Diagnostic("wrong-loss", f"{objective.word} {needs.format(loss.word)}", view.place("loss", "type"), label)
        return
    idle = objective.idle(loss.word)
    if idle is not None:
        yield Diagnostic("idle-argument", f"{idle} changes nothing here", view.place("objective", idle), "take it out")

"""The loss is one that the objective can take, and no field of the objective is idle with it."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The losses of the outputs against what the objective makes of them."""
    objective = subject.recipe.objective
    for view in subject.each_output():
        loss = view.loss
        if loss is None:
            continue
        if objective.losses and loss.word not in objective.losses:
            message = f"{objective.word} needs the likelihood of what it gives back, {loss.word} is none"
            yield Diagnostic("wrong-loss", message, view.place("loss", "type"), f"write {objective.losses[0]}")
            continue
        idle = objective.idle(loss.word)
        if idle is not None:
            message = f"{idle} changes nothing here"
            yield Diagnostic("idle-argument", message, subject.place("objective", idle), "take it out")

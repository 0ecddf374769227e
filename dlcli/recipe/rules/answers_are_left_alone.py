"""Nothing stands behind the answers that belongs between layers: dropout, normalization."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.layers._layer import Activation
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Step
from dlcli.recipe.rules._ending import before
from dlcli.recipe.rules._subject import Subject

HARM = {
    "dropout": ("dropout-last", "strikes out the network's own answers while it learns"),
    "normalization": ("normalization-last", "shifts and scales the network's own answers"),
}


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The rows after the last one with a kernel."""
    step, found = subject.last(), list[Step]()
    while step is not None and _is_light(step):
        found.append(step)
        step = before(subject, step)
    # Without a row that computes answers there are none to disturb; behind a merge they may be meant.
    if step is None or not hasattr(step.layer, "kernel_initializer"):
        return
    for each in found:
        harm = next((HARM[name] for name in HARM if name in each.layer.word), None)
        if harm is not None:
            code, what = harm
            label = f"put it before the last {step.layer.word}, or take it out"
            place = subject.place(*each.where, "type")
            yield Diagnostic(code, f"{each.layer.word} {what}", place, label, severity="warning")


def _is_light(step: Step) -> bool:
    word = step.layer.word
    return isinstance(step.layer, Activation) or word in ("flatten", "reshape") or any(name in word for name in HARM)

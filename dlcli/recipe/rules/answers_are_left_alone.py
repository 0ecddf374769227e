"""Nothing stands behind the answers that belongs between layers: dropout, normalization."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dlcli.parts.layers._layer import Activation
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Step
from dlcli.recipe.rules._ending import before
from dlcli.recipe.rules._subject import Subject

OF_EACH_OUTPUT = True


@dataclass(frozen=True)
class Harm:
    """What a row does to answers."""

    code: str
    what: str


NORMALIZED = Harm(code="normalization-last", what="shifts and scales the network's own answers")
HARM = {
    "dropout": Harm(code="dropout-last", what="strikes out the network's own answers while it learns"),
    **dict.fromkeys(("batch_normalization", "group_normalization", "layer_normalization"), NORMALIZED),
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
        harm = _harm(each)
        # Scores that are normalized before an activation are a design, answers that are normalized a slip.
        if harm is not None and (harm is not NORMALIZED or each is found[0]):
            label = f"put it before the last {step.layer.word}, or take it out"
            place = subject.place(*each.where, "type")
            yield Diagnostic(harm.code, f"{each.layer.word} {harm.what}", place, label, severity="warning")


def _is_light(step: Step) -> bool:
    word = step.layer.word
    return isinstance(step.layer, Activation) or word in ("flatten", "reshape") or _harm(step) is not None


def _harm(step: Step) -> Harm | None:
    # spatial_dropout2d is a dropout too; unit_normalization at the end is how embeddings are compared.
    return HARM.get("dropout" if "dropout" in step.layer.word else step.layer.word)

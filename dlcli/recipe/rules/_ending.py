"""What the network ends in: the function behind its output, and the row that holds it."""

from __future__ import annotations

from dataclasses import dataclass

from dlcli.parts.layers._layer import Activation
from dlcli.recipe.graph import Step, Where
from dlcli.recipe.rules._subject import Subject

JUDGES = ("sigmoid", "hard_sigmoid", "sparse_sigmoid")
"""Functions that judge each output by itself: a probability, from 0 to 1."""
_KEEP_VALUES = frozenset({"dropout", "flatten", "permute", "reshape"})


@dataclass(frozen=True)
class Ending:
    """The last function of the network."""

    word: str
    """`linear` where the row names none."""
    row: str
    """The word of the row that holds it."""
    where: Where
    """The place of the function's word; of the row's where it names none."""
    written: bool
    last: bool
    """Whether that row is the last one."""


def ending(subject: Subject) -> Ending | None:
    """The function behind the output, seen through rows that keep its values; None where that is not certain."""
    last = step = subject.last()
    while step is not None:
        if isinstance(step.layer, Activation):
            return Ending(step.layer.word, step.layer.word, (*step.where, "type"), written=True, last=step is last)
        if not _keeps_values(step.layer.word):
            return _of_field(step, last=step is last)
        step = before(subject, step)
    return None


def before(subject: Subject, step: Step) -> Step | None:
    """The row whose output is a row's only input."""
    node = subject.graph.graph.nodes[step.inputs[0]] if len(step.inputs) == 1 else None
    return node if isinstance(node, Step) else None


def _keeps_values(word: str) -> bool:
    return word in _KEEP_VALUES or "pooling" in word


def _of_field(step: Step, *, last: bool) -> Ending | None:
    fields = type(step.layer).model_fields
    # What a recurrent layer calls its activation is not the last thing that it computes.
    if "activation" not in fields or "recurrent_activation" in fields or "recurrent_initializer" in fields:
        return None
    activation = getattr(step.layer, "activation", None)
    if activation is None:
        return Ending("linear", step.layer.word, (*step.where, "type"), written=False, last=last)
    return Ending(activation.word, step.layer.word, (*step.where, "activation"), written=True, last=last)

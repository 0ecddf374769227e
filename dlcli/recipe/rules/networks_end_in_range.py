"""A network that makes examples ends in their range, one that gives a score ends without an activation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import inf

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.networks import taken_features
from dlcli.recipe.rules._ending import Ending, ending
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules.activation_fits_loss import of_network

REACHES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("sigmoid", "hard_sigmoid", "sparse_sigmoid", "softmax"), (0.0, 1.0)),
    **dict.fromkeys(("tanh", "softsign", "hard_tanh"), (-1.0, 1.0)),
    **dict.fromkeys(("relu", "softplus", "squareplus", "sparse_plus", "exponential"), (0.0, inf)),
    "relu6": (0.0, 6.0),
}
"""What the functions reach that do not reach every number."""
USUAL = {(0.0, 1.0): "sigmoid", (-1.0, 1.0): "tanh"}


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The last function of each network that an objective says something of."""
    for name, wanted in subject.recipe.objective.endings.items():
        if name not in subject.networks:
            continue
        view = replace(subject, network=name)
        if wanted == "words":
            yield from of_network(view)
            continue
        end = ending(view)
        if end is None or end.word not in REACHES:
            continue
        yield from _scored(subject, name, end) if wanted == "score" else _made(subject, name, end)


def _scored(subject: Subject, name: str, end: Ending) -> Iterator[Diagnostic]:
    message = f"the loss wants a score of any size from {name}, {end.word} gives {_in_words(REACHES[end.word])}"
    yield Diagnostic("wrong-activation", message, subject.place(*end.where), "take it out")


def _made(subject: Subject, name: str, end: Ending) -> Iterator[Diagnostic]:
    features = subject.features.features
    taken = taken_features(subject.networks, features)
    ends = features[taken[0]].value_range if len(taken) == 1 else None
    reach = REACHES[end.word]
    if ends is None or reach == ends or (reach[0] <= ends[0] and reach[1] >= ends[1] and reach[1] == inf):
        return
    message = f"{name} gives {_in_words(reach)}, the values of {taken[0]} are {_in_words(ends)}"
    usual = USUAL.get(ends)
    label = f"write {usual}" if usual else "take it out"
    help_text = None
    if reach in USUAL:
        help_text = f"or bring the values there: transforms: [{{type: scale_to, range: [{reach[0]:g}, {reach[1]:g}]}}]"
    yield Diagnostic("wrong-activation", message, subject.place(*end.where), label, help_text)


def _in_words(ends: tuple[float, float]) -> str:
    return f"numbers from {ends[0]:g} up" if ends[1] == inf else f"numbers from {ends[0]:g} to {ends[1]:g}"

"""Weights of classes are given to classes that the label has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dlcli.parts.losses._loss import OfClasses
from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.rules._subject import Subject

OF_EACH_OUTPUT = True


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Weights where nothing has a class, none at all, and a name that no class has."""
    loss = subject.loss
    if not isinstance(loss, OfClasses) or loss.class_weight is None:
        return
    place = subject.place("loss", "class_weight")
    if subject.recipe.objective.compares != "labels":
        message = f"objective {subject.recipe.objective.word} compares with no classes"
        yield Diagnostic("wrong-class-weight", message, place, "take it out")
    elif _has_several(subject):
        message = "an example has any number of classes, class_weight counts the examples of one"
        yield Diagnostic("wrong-class-weight", message, place, "take it out")
    elif not loss.class_weight:
        yield Diagnostic("wrong-class-weight", "class_weight names no class", place, "write balanced, or NAME: NUMBER")
    elif isinstance(loss.class_weight, dict) and subject.loss_fits():
        label = subject.label()
        names = label.class_names() if label is not None else None
        yield from _unknown(subject, loss.class_weight, names) if names is not None else ()


def _has_several(subject: Subject) -> bool:
    label = subject.label()
    return label is not None and label.kind == "multi_label"


def _unknown(subject: Subject, weights: Iterable[str], names: Sequence[str]) -> Iterator[Diagnostic]:
    for name in weights:
        if name not in names:
            near = suggestion(name, names)
            yield Diagnostic(
                "wrong-class-weight",
                f"the label has no class {name!r}",
                subject.place("loss", "class_weight", name),
                f"did you mean {near!r}?" if near else "take it out",
                f"its classes: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}",
            )

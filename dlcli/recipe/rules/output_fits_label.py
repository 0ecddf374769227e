"""The last layer has one output for each class, one for a yes or no, one for a number."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.facts import Label
from dlcli.recipe.diagnostics import Diagnostic, Note
from dlcli.recipe.rules._subject import Subject


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The size of the last axis of the output against what the loss compares it with."""
    label, loss, last = subject.label(), subject.recipe.loss, subject.last()
    shape = subject.graph.output_shape()
    if label is None or loss is None or last is None or not shape or shape[-1] is None:
        return
    of_classes = loss.takes in ("index", "one_hot")
    wanted = label.classes if of_classes else _numbers(label)
    if wanted is None or shape[-1] == wanted:
        return
    size = next((name for name in ("units", "filters") if name in type(last.layer).model_fields), None)
    place = subject.place(*last.where, size) if size else subject.place(*last.where, "type")
    given = "classes come" if loss.takes in ("index", "one_hot") else "the label comes"
    line = subject.place("data", "source").line
    note = Note(f"{given} from data.source at line {line} ({subject.facts.origin})")
    units = f"{shape[-1]} unit{'s' * (shape[-1] != 1)}" if size == "units" else f"size {shape[-1]}"
    if of_classes:
        message, mark = f"the data has {wanted} classes", f'write "${{data.classes}}", or {wanted}'
    else:
        numbers = f"{wanted} number{'s' * (wanted != 1)}"
        message, mark = f"{loss.word} compares it with {numbers} an example", f"write {wanted}"
    yield Diagnostic("shape-mismatch", f"{last.layer.word} output has {units}, {message}", place, mark, notes=(note,))


def _numbers(label: Label) -> int | None:
    """How many numbers an example's label has."""
    return None if label.shape is None else label.shape[-1] if label.shape else 1

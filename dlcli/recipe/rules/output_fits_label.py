"""The output has the label's axes, and on the last one a number for each class or each number of the label."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.facts import Label
from dlcli.parts.layers._layer import shape_text
from dlcli.parts.losses._loss import Loss
from dlcli.recipe.diagnostics import Diagnostic, Note
from dlcli.recipe.graph import Step
from dlcli.recipe.rules._ending import JUDGES, ending
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.written import in_one_line

OF_EACH_OUTPUT = True


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The shape of the output against what the loss compares it with."""
    label, loss, last = subject.label(), subject.loss, subject.last()
    shape = subject.output_shape()
    # A loss of the wrong kind says nothing of the output; where nothing is learned another row is missing.
    if label is None or loss is None or last is None or not shape or not subject.learns() or not subject.loss_fits():
        return
    of_classes = loss.takes in ("index", "one_hot")
    if label.shape is not None and len(shape) != len(label.shape) + (of_classes or not label.shape):
        yield _wrong_rank(subject, last, label, of_classes=of_classes)
    wanted = label.classes if of_classes else _numbers(label)
    if wanted is not None and shape[-1] not in (None, wanted):
        yield _wrong_size(subject, last, loss, wanted)


def _wrong_rank(subject: Subject, last: Step, label: Label, *, of_classes: bool) -> Diagnostic:
    shape = subject.output_shape() or ()
    of_label = "one class" if of_classes else "one number"
    several = label.kind == "multi_label"
    told = f"{of_label} an example" if not label.shape else f"{of_label} for each place of {shape_text(label.shape)}"
    told = "a yes or no for each class" if several else told
    message = f"{last.layer.word} output is {shape_text(shape)}, the label is {told}"
    place = subject.place(*last.where, "type")
    if (label.shape and not several) or len(shape) not in (2, 3, 4):
        return Diagnostic("output-rank", message, place, help="dlcli explain reshape")
    pooling = f"global_average_pooling{len(shape) - 1}d"
    if last.layer.word == "dense":
        help_text = f"or {pooling}, the mean over all places"
        return Diagnostic("output-rank", message, place, "add flatten before it", help_text)
    function = "softmax" if of_classes else "sigmoid"
    of_each = f'{{type: dense, units: "${{data.classes}}", activation: {function}}}'
    dense = of_each if of_classes or several else "{type: dense, units: 1}"
    return Diagnostic("output-rank", message, place, f"add {pooling} after it", f"or flatten and {dense}")


def _wrong_size(subject: Subject, last: Step, loss: Loss, wanted: int) -> Diagnostic:
    shape, label = subject.output_shape() or (), subject.label()
    of_classes = loss.takes in ("index", "one_hot")
    size = next((name for name in ("units", "filters") if name in type(last.layer).model_fields), None)
    place = subject.place(*last.where, size) if size else subject.place(*last.where, "type")
    given = "classes come" if of_classes else "the label comes"
    line = subject.place("data", "source").line
    note = Note(f"{given} from data.source at line {line} ({subject.facts.origin})")
    units = f"{shape[-1]} unit{'s' * (shape[-1] != 1)}" if size == "units" else f"size {shape[-1]}"
    help_text = None
    if of_classes and wanted == 2 and _is_yes_or_no(subject):
        message, mark = "the data has 2 classes", f"with one unit {_yes_or_no_loss(subject)}"
        help_text = f"or name the class that is yes, in data.source: positive: {_a_class(subject)}"
    elif of_classes:
        message, mark = f"the data has {wanted} classes", f'write "${{data.classes}}", or {wanted}'
    elif label is not None and label.kind == "multi_label":
        message, mark = f"the data has {wanted} classes, each a yes or no", f'write "${{data.classes}}", or {wanted}'
    else:
        numbers = f"{wanted} number{'s' * (wanted != 1)}"
        message, mark = f"{loss.word} compares it with {numbers} an example", f"write {wanted}"
    message = f"{last.layer.word} output has {units}, {message}"
    return Diagnostic("shape-mismatch", message, place, mark, help_text, notes=(note,))


def _is_yes_or_no(subject: Subject) -> bool:
    """Whether the network ends in one probability, as a loss for yes or no reads it."""
    end, shape = ending(subject), subject.output_shape()
    return end is not None and end.word in JUDGES and bool(shape) and shape is not None and shape[-1] == 1


def _yes_or_no_loss(subject: Subject) -> str:
    return f"{'write' if subject.written('loss') else 'add'} loss: binary_crossentropy"


def _a_class(subject: Subject) -> str:
    label = subject.label()
    return " or ".join(map(in_one_line, label.names)) if label is not None and label.names else "NAME"


def _numbers(label: Label) -> int | None:
    """How many numbers an example's label has."""
    return None if label.shape is None else label.shape[-1] if label.shape else 1

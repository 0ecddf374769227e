"""What the last activation gives is what the loss reads: probabilities, or scores with `from_logits`."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._ending import JUDGES, Ending, ending
from dlcli.recipe.rules._subject import Subject

OF_EACH_OUTPUT = True

RANGES = {
    **dict.fromkeys(("linear", "leaky_relu", "prelu", "threshold"), "any number"),
    **dict.fromkeys(("hard_shrink", "soft_shrink", "tanh_shrink"), "any number"),
    **dict.fromkeys(("elu", "selu", "celu", "gelu", "silu", "mish", "hard_silu"), "negative numbers too"),
    **dict.fromkeys(("tanh", "softsign", "hard_tanh"), "numbers from -1 to 1"),
    **dict.fromkeys(("log_softmax", "log_sigmoid"), "numbers below 0"),
    **dict.fromkeys(("relu", "sparse_plus"), "any number from 0 up"),
    "relu6": "numbers from 0 to 6",
}
"""What the functions give that give no probabilities."""
POSITIVE = dict.fromkeys(("softplus", "squareplus", "exponential"), "any number above 0")
"""These are probabilities once a loss for classes has divided them by their sum."""
BOUNDED = {
    **dict.fromkeys(("tanh", "softsign"), "between -1 and 1"),
    **dict.fromkeys(("relu", "sparse_plus"), "above 0"),
    "hard_tanh": "from -1 to 1",
    "relu6": "from 0 to 6",
}
"""Functions that hold scores back."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Cross-entropy of something that is no probability cannot be made small."""
    yield from of_network(subject)


def of_network(subject: Subject) -> Iterator[Diagnostic]:
    """The same of the network that is looked at, where it answers no label."""
    end, loss = ending(subject), subject.loss
    # A loss of the wrong kind is one mistake, not two.
    if end is None or loss is None or not subject.loss_fits():
        return
    if subject.recipe.objective.compares == "feature" and loss.takes in ("index", "one_hot"):
        return
    shape = subject.output_shape()
    if loss.sequences and end.word in ("softmax", "log_softmax", *JUDGES):
        message = f"{loss.word} makes probabilities of scores by itself, {end.word} has made them before"
        yield Diagnostic("wrong-activation", message, subject.place(*end.where), "take it out")
        return
    if end.word == "softmax" and shape and shape[-1] == 1:
        yield _one_softmax(subject, end)
    elif loss.takes in ("index", "one_hot", "binary") and hasattr(loss, "from_logits"):
        yield from _scores(subject, end) if loss.from_logits else _probabilities(subject, end)


def _one_softmax(subject: Subject, end: Ending) -> Diagnostic:
    message = "softmax over one unit is always 1: nothing can be learned"
    place = subject.place(*end.where)
    return Diagnostic("wrong-activation", message, place, "write sigmoid", "dlcli explain softmax")


def _probabilities(subject: Subject, end: Ending) -> Iterator[Diagnostic]:
    loss = subject.loss
    assert loss is not None
    binary = loss.takes == "binary"
    wrong = {**RANGES, **POSITIVE} if binary else RANGES
    shape, answers = subject.output_shape(), subject.label()
    if end.word in wrong:
        reads = "a probability" if binary else "probabilities"
        function = "sigmoid" if binary else "softmax"
        gives = f"{end.word} gives {wrong[end.word]}" if end.written else f"{end.row} has no activation"
        scores = f"keep the scores: loss: {{type: {loss.word}, from_logits: true}}"
        label = f"write {function}" if end.written else f"add activation: {function}"
        last = subject.last()
        where = end.where if end.last or last is None else (*last.where, "type")
        yield Diagnostic(
            "wrong-activation",
            f"{loss.word} reads {reads}, {gives}",
            subject.place(*where),
            label if end.last else f"add the row {function} after it",
            f"or take it out and {scores}" if end.written else f"or {scores}",
        )
    elif end.word == "softmax" and answers is not None and answers.kind == "multi_label":
        message = "softmax shares 1 out among the classes, and an example may have several of them"
        place = subject.place(*end.where)
        yield Diagnostic(
            "doubtful-activation", message, place, "write sigmoid", "dlcli explain sigmoid", severity="warning"
        )
    elif not binary and end.word in JUDGES and shape and shape[-1] != 1:
        message = f"{loss.word} knows one right class, {end.word} judges each class by itself"
        place = subject.place(*end.where)
        yield Diagnostic(
            "doubtful-activation", message, place, "write softmax", "dlcli explain softmax", severity="warning"
        )


def _scores(subject: Subject, end: Ending) -> Iterator[Diagnostic]:
    loss = subject.loss
    assert loss is not None
    if end.word in ("softmax", *JUDGES):
        many = "probabilities" if end.word == "softmax" else "a probability"
        message = f"{end.word} turns the scores into {many}, and from_logits: true takes them for scores"
        place = subject.place("loss", "from_logits")
        help_text = f"or take {end.word} out of the last row"
        yield Diagnostic("doubtful-activation", message, place, "write false", help_text, severity="warning")
    elif loss.takes == "binary" and end.word in ("relu", "relu6", "sparse_plus", *POSITIVE):
        message = f"a score below 0 means no, {end.word} gives none: every answer is yes"
        yield Diagnostic("wrong-activation", message, subject.place(*end.where), "take it out")
    elif end.word in BOUNDED:
        message = f"{loss.word} takes scores of any size, {end.word} keeps them {BOUNDED[end.word]}"
        yield Diagnostic("doubtful-activation", message, subject.place(*end.where), "take it out", severity="warning")

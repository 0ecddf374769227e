"""The learning rate is not so large that nothing can be learned."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.graph import Where
from dlcli.recipe.rules._optimizers import optimizer_place
from dlcli.recipe.rules._subject import Subject

NORMALIZED = frozenset({"adam", "adamw", "adamax", "lion", "rmsprop"})
"""Their step is about the learning rate, whatever the gradient is."""
LARGE_STEP = 0.5
LARGEST = 10.0


def check(subject: Subject) -> Iterator[Diagnostic]:
    """The largest rate that is written, of a schedule too."""
    for network, optimizer in subject.recipe.optimizers().items():
        yield from _of(subject, optimizer, optimizer_place(network))


def _of(subject: Subject, optimizer: Optimizer, section: Where) -> Iterator[Diagnostic]:
    rate, where = max(_rates(optimizer), default=(0.0, ()))
    place = subject.place(*section, *where)
    if rate > LARGEST or (optimizer.word in NORMALIZED and rate >= LARGE_STEP):
        usual = type(optimizer).model_fields["learning_rate"].default
        message = (
            f"{optimizer.word} moves each weight by about the learning rate at every update, {rate:g} is very much"
            if optimizer.word in NORMALIZED
            else f"with a learning rate of {rate:g} nearly every training diverges"
        )
        yield Diagnostic("large-learning-rate", message, place, f"write {usual:g}", severity="warning")


def _rates(optimizer: Optimizer) -> Iterator[tuple[float, Where]]:
    where: Where = ("learning_rate",)
    rate = optimizer.learning_rate
    if isinstance(rate, float):
        yield rate, where
        return
    for name in ("initial_learning_rate", "warmup_target"):
        value = getattr(rate, name, None)
        if isinstance(value, float):
            yield value, (*where, name)
    for index, value in enumerate(getattr(rate, "values", ())):
        yield value, (*where, "values", index)

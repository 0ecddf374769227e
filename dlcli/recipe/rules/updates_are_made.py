"""How updates are made fits the batches, the devices and the averages."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._training import batches

SEVERAL = frozenset({"mirrored", "multi_worker"})
"""Strategies of more than one device."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """XLA on several devices, batches that are not there to be added up, an average that never moves."""
    recipe = subject.recipe
    if recipe.training.jit_compile is True and recipe.distribution.word in SEVERAL:
        message = f"XLA compiles for one device, and distribution is {recipe.distribution.word}"
        place = subject.place("training", "jit_compile")
        yield Diagnostic("several-devices", message, place, "write auto, or take it out")
    yield from _accumulation(subject)
    averaging = recipe.regularization.weight_averaging
    if averaging is not None and averaging.momentum == 1:
        message = "with momentum 1 the average stays what the first update made"
        place = subject.place("regularization", "weight_averaging", "momentum")
        yield Diagnostic("idle-average", message, place, "write less than 1, for example 0.99")


def _accumulation(subject: Subject) -> Iterator[Diagnostic]:
    together, there = subject.recipe.training.gradient_accumulation, batches(subject)
    place = subject.place("training", "gradient_accumulation")
    if together > 1 and subject.recipe.data.batch_size == "full":
        message = "batch_size full is one batch an epoch: there are no others to add up"
        yield Diagnostic("idle-accumulation", message, place, "take it out", "or write data.batch_size: 32")
    elif there is not None and together > there > 0:
        message = f"an update of {together} batches never fills: an epoch has {there}"
        yield Diagnostic("large-accumulation", message, place, f"write {there} or less", severity="warning")

"""What `auto` stands for: decided by the recipe and the kind of device alone, never by the clock."""

from __future__ import annotations

from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.strategies.auto import Auto
from dlcli.recipe.check import Checked
from dlcli.recipe.model import Recipe

STEPS_PER_CALL = 64
LEAST_UPDATES_FOR_XLA = 1000
"""Compiling takes about half a second; a shorter training does not win it back."""


def decided(checked: Checked, *, updates: int) -> Recipe:
    """The recipe with each `auto` replaced by what it stands for."""
    recipe = checked.recipe
    training = recipe.training
    strategy: Strategy = recipe.distribution
    if isinstance(strategy, Auto):
        strategy = strategy.chosen()
    changes: dict[str, object] = {}
    if training.jit_compile == "auto":
        changes["jit_compile"] = _compiles_well(checked, strategy, updates)
    if training.steps_per_execution == "auto":
        changes["steps_per_execution"] = STEPS_PER_CALL
    return recipe.model_copy(update={"training": training.model_copy(update=changes), "distribution": strategy})


def _compiles_well(checked: Checked, strategy: Strategy, updates: int) -> bool:
    """Measured on CPUs: dense and recurrent networks gain, convolutions lose; elsewhere XLA is left to the recipe."""
    on_cpu = strategy.describe().startswith("CPU")
    return on_cpu and updates >= LEAST_UPDATES_FOR_XLA and not _convolves(checked)


def _convolves(checked: Checked) -> bool:
    """Whether a layer slides a window over its input."""
    return any(
        "kernel_size" in type(step.layer).model_fields
        for network in checked.networks.values()
        for _, step in network.graph.steps()
    )

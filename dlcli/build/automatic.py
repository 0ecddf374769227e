"""What `auto` stands for: decided by the recipe and the kind of device alone, never by the clock.

XLA, measured on two cores of a CPU, as time with it ÷ time without:

| network | batch | ratio |
|---|---|---|
| dense 784-128-10, 1024-512-512-10, 1024-1024-1024-10 | 64, 128 | 0.7 |
| embedding of 10,000 words, 8 and 64 numbers each | 64 | 0.7, 0.3 |
| multi-head attention and a dense block | 64 | 0.7 |
| GRU of 64, 128 and 256 units | 128 | 0.8, 0.9, 0.7 |
| LSTM of 16, 32, 64 and 128 units | 32 | 0.3, 0.4, 0.7, 1.0 |
| LSTM of 32, 64, 128 and 256 units | 128 | 0.7, 1.2, 1.5, 1.7 |
| simple RNN of 32 and 64 units | 32 | 0.4, 0.6 |
| simple RNN of 64 and 128 units | 128 | 1.1, 1.2 |
| LeNet-5 | 128 | 2.1 |

Compiling takes 0.4 s for a dense network and 0.8 s for each recurrent layer, and as much again for a short last batch.
A GPU does without, as nothing was measured there: `jit_compile: true` asks for it. Several devices cannot have it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.ground.errors import UsageError
from dlcli.parts.layers._layer import Layer
from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.strategies.one_device import OneDevice
from dlcli.recipe.check import Checked
from dlcli.recipe.model import Recipe

STEPS_PER_CALL = 64
LEAST_UPDATES_FOR_XLA = 1000
"""A training that makes fewer does not win back what compiling takes."""
LARGEST_STATE_FOR_XLA = 4096
"""Examples in a batch × units: beyond that an LSTM and a simple RNN are slower with XLA."""


def decided(checked: Checked, strategy: Strategy, *, updates: int, batch_size: int) -> Recipe:
    """The recipe with each `auto` replaced by what it stands for; the strategy is chosen already.

    Raises:
        UsageError: what was asked for cannot be had on the devices that were chosen.
    """
    recipe = checked.recipe
    training = recipe.training
    if training.jit_compile is True and not isinstance(strategy, OneDevice):
        message = f"XLA compiles for one device, and distribution auto is {strategy.word} here"
        raise UsageError(message, where="training.jit_compile", help="write auto, or take it out")
    changes: dict[str, object] = {}
    if training.jit_compile == "auto":
        one_processor = isinstance(strategy, OneDevice) and strategy.device.startswith("CPU")
        pays = updates >= LEAST_UPDATES_FOR_XLA and all(_compiles_well(each, batch_size) for each in _layers(checked))
        changes["jit_compile"] = one_processor and pays
    if training.steps_per_execution == "auto":
        changes["steps_per_execution"] = STEPS_PER_CALL
    return recipe.model_copy(update={"training": training.model_copy(update=changes), "distribution": strategy})


def _compiles_well(layer: Layer, batch_size: int) -> bool:
    """Whether XLA makes a layer faster: no sliding window, no large state of an LSTM or a simple RNN."""
    if layer.word in ("lstm", "simple_rnn"):
        units = getattr(layer, "units", None)
        return units is not None and batch_size * units <= LARGEST_STATE_FOR_XLA
    return "kernel_size" not in type(layer).model_fields


def _layers(checked: Checked) -> Iterator[Layer]:
    """The layers of all networks, those within a wrapper too."""
    for network in checked.networks.values():
        for _, step in network.graph.steps():
            layer: Layer | None = step.layer
            while layer is not None:
                yield layer
                layer = getattr(layer, "layer", None)

"""What the tests of the console views share: streams that pretend, recipes, and text without styles."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rich.text import Text

from dlcli.recipe.check import Checked, check

CONVOLUTIONAL = """\
name: small
data:
  source: {type: animals, classes: [cat, dog, horse]}
  split: {validation: 0.1}
  transforms: [{type: scale_to, range: [0, 1]}]
layers:
  - {type: conv2d, filters: 6, kernel_size: 5, activation: tanh}
  - {name: half, type: max_pooling2d, pool_size: 2}
  - {type: residual, main: [{type: conv2d, filters: 6, kernel_size: 3, padding: same}, batch_normalization]}
  - flatten
  - {type: dense, units: "${data.classes}", activation: softmax}
optimizer: {type: sgd, learning_rate: {type: cosine_decay, initial_learning_rate: 0.1}}
regularization:
  early_stopping: {patience: 3}
training: {epochs: 15}
"""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def checked_recipe(folder: Path, text: str = CONVOLUTIONAL) -> Checked:
    path = folder / "recipe.yaml"
    path.write_text(text, encoding="utf-8")
    return check(path)


def plain(lines: Iterable[Text]) -> str:
    return "".join(f"{line.plain}\n" for line in lines)


def task_of(checked: Checked, *, total_steps: int = 1005, batch: int = 32, **sizes: int) -> Any:
    """What the report reads of a task, without building one."""
    sizes = sizes or {"train": 2136, "test": 450, "validation": 238}
    training = SimpleNamespace(jit_compile=False, steps_per_execution=64)
    strategy = SimpleNamespace(word="one_device", describe=lambda: "CPU:0")
    return SimpleNamespace(
        opened=SimpleNamespace(checked=checked, batch_size=lambda: batch),
        recipe=SimpleNamespace(training=training, distribution=strategy, data=SimpleNamespace(cache="none")),
        pipeline=SimpleNamespace(
            splits=sizes, size=sizes.__getitem__, steps=lambda: -(-sizes["train"] // batch), resampled=None
        ),
        total_steps=total_steps,
    )

"""Two small recipes that together hold all that a resumed run has to remember, for each way to train them."""

from __future__ import annotations

from dataclasses import dataclass

EPOCH = 5
"""Updates of an epoch, in both recipes; the last is of fewer examples."""
INTERVAL = 3
"""Updates between two checkpoints, so that they lie at other places of each epoch."""

NOISY = """\
name: noisy
data:
  source: {type: digits, classes: [3, 8]}
  split: {validation: 0.2, test: 0.2}
  transforms: [{type: rescaling, scale: 0.0625}]
  batch_size: 48
regularization: {augmentation: [{type: random_translation, height_factor: 0.1, width_factor: 0.1}]}
layers:
  - flatten
  - {type: dense, units: 8, activation: relu}
  - {type: dropout, rate: 0.3}
  - batch_normalization
  - {type: dropout, rate: 0.2}
  - {type: dense, units: 2, activation: softmax}
training: {epochs: 5}
"""
"""Two dropouts, batch normalization, augmentation."""

WATCHED = """\
name: watched
data: {source: iris, split: {validation: 0.2, test: 0.2}, transforms: [normalization], batch_size: 10}
layers:
  - {type: dense, units: 8, activation: relu}
  - {type: dense, units: "${data.classes}", activation: softmax}
optimizer:
  type: adam
  learning_rate: {type: reduce_on_plateau, initial_learning_rate: 0.1, patience: 1, min_delta: 0.01}
training: {epochs: 30, gradient_accumulation: 2}
regularization: {early_stopping: {patience: 2, min_delta: 0.01}, weight_averaging: {momentum: 0.8}}
"""
"""Early stopping, a rate that falls on a plateau, averaged weights, accumulated gradients."""

RECIPES = {"noisy": NOISY, "watched": WATCHED}
PIECES = {"noisy": 2, "watched": 3}
"""Batches of the validation split."""
DISTRIBUTIONS = {
    "one device": "one_device",
    "2 replicas": '{type: mirrored, devices: ["CPU:0", "CPU:1"]}',
    "2 workers": "multi_worker",
}
PRECISIONS = ("float32", "mixed_float16")


@dataclass(frozen=True, kw_only=True)
class Way:
    """A recipe, and how it is trained."""

    recipe: str = "noisy"
    precision: str = "float32"
    devices: str = "one device"

    def __str__(self) -> str:
        return f"{self.recipe}, {self.precision}, {self.devices}"

    @property
    def workers(self) -> int:
        """How many processes train."""
        return 2 if self.devices == "2 workers" else 1

    def text(self, *training: str, every_steps: int = INTERVAL, keep: int = 99) -> str:
        """The recipe; `training` goes into its section."""
        more = [f"precision: {self.precision}", f"checkpoint: {{every_steps: {every_steps}, keep: {keep}}}", *training]
        begun = RECIPES[self.recipe].replace("training: {", f"training: {{{', '.join(more)}, ")
        return f"{begun}distribution: {DISTRIBUTIONS[self.devices]}\n"


EVERY_WAY = tuple(
    Way(recipe=recipe, precision=precision, devices=devices)
    for devices in DISTRIBUTIONS
    for precision in PRECISIONS
    for recipe in RECIPES
)

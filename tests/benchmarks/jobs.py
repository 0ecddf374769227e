"""The two jobs that every contender does: the same pictures, the same network, as Keras layers and as a recipe."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

IMAGES, TEST_IMAGES, CLASSES, BATCH_SIZE = 8192, 1024, 10, 128
SHAPE = (28, 28, 1)

MLP = """
  - flatten
  - {type: dense, units: 128, activation: relu}
  - {type: dense, units: 10, activation: softmax}
"""
LENET5 = """
  - {type: conv2d, filters: 6, kernel_size: 5, padding: same, activation: tanh}
  - {type: average_pooling2d, pool_size: 2}
  - {type: conv2d, filters: 16, kernel_size: 5, activation: tanh}
  - {type: average_pooling2d, pool_size: 2}
  - flatten
  - {type: dense, units: 120, activation: tanh}
  - {type: dense, units: 84, activation: tanh}
  - {type: dense, units: 10, activation: softmax}
"""
RECIPE = """
name: NAME
data:
  source: SOURCE
  transforms: [{type: scale_to, range: [0, 1]}]
  split: SPLIT
  batch_size: SIZE
layers:LAYERS
loss: sparse_categorical_crossentropy
metrics: [accuracy]
optimizer: adam
training: {epochs: EPOCHS}
"""


@dataclass(frozen=True)
class Job:
    """A network on the made-up pictures, for some epochs."""

    model: str
    epochs: int
    folder: Path
    """Where the contender may leave files."""

    @property
    def pictures(self) -> Path:
        """The file that `write_pictures` made."""
        return self.folder / "pictures.npz"


def write_pictures(path: Path) -> None:
    """Bytes at random, the same every time, with a test split of their own."""
    draw = np.random.default_rng(0)
    arrays = {}
    for split, count in (("train", IMAGES), ("test", TEST_IMAGES)):
        arrays[f"x_{split}"] = draw.integers(0, 256, (count, *SHAPE), dtype=np.uint8)
        arrays[f"y_{split}"] = draw.integers(0, CLASSES, count, dtype=np.int32)
    np.savez(path, **arrays)


def read_pictures(path: Path) -> dict[str, np.ndarray]:
    """The arrays of `write_pictures`."""
    with np.load(path) as file:
        return dict(file)


def recipe(*, name: str, model: str, source: str, split: str, batch_size: int, epochs: int) -> str:
    """The recipe of a job."""
    layers = {"mlp": MLP, "lenet5": LENET5}[model]
    values = {"NAME": name, "SOURCE": source, "SPLIT": split, "SIZE": batch_size, "LAYERS": layers, "EPOCHS": epochs}
    text = RECIPE
    for hole, value in values.items():
        text = text.replace(hole, str(value))
    return text


def network(model: str) -> Any:
    """The network of the recipe, as a person would write it with Keras."""
    import keras
    from keras import layers

    mlp = [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(CLASSES, activation="softmax")]
    lenet5 = [
        layers.Conv2D(6, 5, padding="same", activation="tanh"),
        layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="tanh"),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(120, activation="tanh"),
        layers.Dense(84, activation="tanh"),
        layers.Dense(CLASSES, activation="softmax"),
    ]
    return keras.Sequential([keras.Input(SHAPE), *{"mlp": mlp, "lenet5": lenet5}[model]])

"""Pictures that augmentations are tried on, and draws that are drawn here or elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from dlcli.keras_objects.example_draws import ExampleDraws, example_draws
from dlcli.parts.facts import Feature
from tests.parts.cases import read

IMAGES = np.random.default_rng(7).uniform(0, 1, (9, 11, 8, 3)).astype("float32")
FEATURE = Feature((11, 8, 3), (0.0, 1.0), image=True)


class Given:
    """Draws that were drawn elsewhere."""

    def __init__(self, *numbers: Any) -> None:
        self._numbers = numbers

    def uniform(self, place: int, low: float, high: float) -> tf.Tensor:
        numbers = np.asarray(self._numbers[place], "float32").reshape(-1)
        assert (numbers >= np.float32(low)).all()
        assert (numbers <= np.float32(high)).all()
        return tf.constant(numbers)


def drawn(rows: Any, *, seed: int = 1, epoch: int = 0, number: int = 0) -> ExampleDraws:
    """The draws of the augmentation with this number in a list."""
    numbers = tf.constant(rows, tf.int64)
    return example_draws(seed=seed, epoch=tf.constant(epoch, tf.int64), rows=numbers, counters=[64] * (number + 1))[-1]


def augmented(word: str, fields: dict[str, Any], images: np.ndarray, draws: Any, feature: Feature = FEATURE) -> Any:
    part: Any = read("augmentations", word, fields)
    part.expect(feature)
    return part.changed(tf.constant(images), draws, feature).numpy()

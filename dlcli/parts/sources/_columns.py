"""Columns: arrays in memory, and files that are read when they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class ArrayColumn:
    """Values in memory; axis 0 counts the examples."""

    values: np.ndarray
    batched: bool = True

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def _tensor(self) -> Any:
        import tensorflow as tf

        with tf.init_scope(), tf.device("CPU:0"):
            return tf.constant(self.values)

    def fetch(self, rows: Any) -> Any:
        """The values of these rows, in a TensorFlow graph."""
        import tensorflow as tf

        return tf.gather(self._tensor, rows)


@dataclass(frozen=True)
class ImageFileColumn:
    """Pictures in files, decoded when they are needed; their sizes may differ."""

    paths: tuple[str, ...]
    channels: int
    batched: bool = False

    def __len__(self) -> int:
        return len(self.paths)

    @cached_property
    def _tensor(self) -> Any:
        import tensorflow as tf

        with tf.init_scope(), tf.device("CPU:0"):
            return tf.constant(self.paths)

    def fetch(self, rows: Any) -> Any:
        """The pixels of one picture, uint8, shape (height, width, channels), in a TensorFlow graph."""
        import tensorflow as tf

        data = tf.io.read_file(tf.gather(self._tensor, rows))
        image = tf.io.decode_image(data, channels=self.channels, expand_animations=False)
        image.set_shape((None, None, self.channels))
        return image

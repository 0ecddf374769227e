"""Columns: arrays in memory, and files that are read when they are needed."""

from __future__ import annotations

import os
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

    def unreadable(self) -> str | None:
        """The first file that cannot be read; an array has none."""
        return None


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
        return names_of(self.paths)

    def unreadable(self) -> str | None:
        """The first file that cannot be read."""
        import tensorflow as tf

        for row, path in enumerate(self.paths):
            # What has become a pipe would be waited for.
            if not os.path.isfile(path):
                return path
            try:
                self.fetch(tf.constant(row, tf.int64))
            except tf.errors.OpError:
                return path
        return None

    def fetch(self, rows: Any) -> Any:
        """The pixels of one picture, uint8, shape (height, width, channels), in a TensorFlow graph."""
        import tensorflow as tf

        return decoded(tf.io.read_file(tf.gather(self._tensor, rows)), self.channels)


def decoded(data: Any, channels: int) -> Any:
    """The pixels of a picture in a TensorFlow graph, uint8, shape (height, width, channels)."""
    import tensorflow as tf

    start = tf.strings.substr(data, 0, 2)
    # GIF, BMP and WebP cannot be decoded to another number of channels than they have.
    image = tf.cond(
        tf.reduce_any(start == [b"GI", b"BM", b"RI"]),
        lambda: _with_channels(tf.io.decode_image(data, expand_animations=False), channels),
        lambda: _of_jpeg_or_png(data, channels),
    )
    image.set_shape((None, None, channels))
    return image


def _of_jpeg_or_png(data: Any, channels: int) -> Any:
    import tensorflow as tf

    def decode(number: int = channels) -> Any:
        return tf.io.decode_image(data, channels=number, expand_animations=False)

    if channels == 3:
        return decode()

    def of_jpeg() -> Any:
        # Four inks are decoded to colours, and not to grey.
        inks = tf.io.extract_jpeg_shape(data)[-1] == 4
        return tf.cond(inks, lambda: tf.image.rgb_to_grayscale(decode(3)), decode)

    return tf.cond(tf.strings.substr(data, 0, 2) == b"\xff\xd8", of_jpeg, decode)


def _with_channels(image: Any, channels: int) -> Any:
    import tensorflow as tf

    grey = tf.shape(image)[-1] < 3
    colours = tf.cond(grey, lambda: tf.repeat(image[..., :1], 3, axis=-1), lambda: image[..., :3])
    colours.set_shape((None, None, 3))
    return colours if channels == 3 else tf.image.rgb_to_grayscale(colours)


@dataclass(frozen=True)
class TextFileColumn:
    """Texts in files, read when they are needed."""

    paths: tuple[str, ...]
    batched: bool = True

    def __len__(self) -> int:
        return len(self.paths)

    @cached_property
    def _tensor(self) -> Any:
        return names_of(self.paths)

    def fetch(self, rows: Any) -> Any:
        """The texts of these rows, in a TensorFlow graph."""
        import tensorflow as tf

        def read(path: Any) -> Any:
            # A mark at the beginning that some systems write is no letter.
            return tf.strings.regex_replace(tf.io.read_file(path), "^\ufeff", "")

        return tf.map_fn(read, tf.gather(self._tensor, rows))

    def unreadable(self) -> str | None:
        """The first file that cannot be read."""
        return next((path for path in self.paths if not os.access(path, os.R_OK) or not os.path.isfile(path)), None)


def names_of(paths: tuple[str, ...]) -> Any:
    """The names of files as a constant of every graph; a name on disk is bytes, and need not be text."""
    import tensorflow as tf

    with tf.init_scope(), tf.device("CPU:0"):
        return tf.constant([os.fsencode(path) for path in paths], tf.string)

"""Words cut into sub-words, as what a TextVectorization splits by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

BEGINS = "\u2581"
"""Stands before each word, so that what begins one is told from what goes on."""


@keras.saving.register_keras_serializable("dlcli")
class Subwords:
    """Cuts each word from the left into the longest pieces that there are; a character that no piece has stays alone.

    Example: with the pieces `▁walk`, `ing` and `ed`, "walking walked" is `▁walk`, `ing`, `▁walk`, `ed`.
    Source: Schuster and Nakajima, Japanese and Korean voice search, 2012.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = list(pieces)
        self._sizes = sorted({len(piece) for piece in self.pieces} - {1})
        with tf.init_scope():
            names = tf.constant(self.pieces or [""], tf.string)
            sizes = tf.constant([len(piece) for piece in self.pieces] or [0], tf.int32)
            self._table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(names, sizes), 0)

    def __call__(self, texts: Any) -> tf.RaggedTensor:
        """The pieces of each text of a batch, of shape (batch,)."""
        words = tf.strings.split(texts)
        return words.with_flat_values(self._cut(BEGINS + words.flat_values)).merge_dims(-2, -1)

    def _cut(self, words: tf.Tensor) -> tf.RaggedTensor:
        """The pieces of each word."""
        size = tf.strings.length(words, unit="UTF8_CHAR")

        def cut(at: tf.Tensor, found: tf.TensorArray, number: tf.Tensor) -> Any:
            rest = _part(words, tf.minimum(at, size - 1), size)
            longest = tf.ones_like(size)
            for each in self._sizes:
                # What is shorter than that comes out whole, and is found by its own size.
                longest = tf.maximum(longest, self._table.lookup(_part(rest, 0 * at, 0 * at + each)))
            piece = tf.where(at < size, _part(rest, 0 * at, longest), "")
            return at + longest, found.write(number, piece), number + 1

        start = 0 * size, tf.TensorArray(tf.string, 1, dynamic_size=True, element_shape=[None]), tf.constant(0)
        _, found, number = tf.while_loop(lambda at, *_: tf.reduce_any(at < size), cut, start)
        pieces = tf.cond(number > 0, lambda: tf.transpose(found.stack()), lambda: tf.zeros([0, 1], tf.string))
        there = pieces != ""
        counts = tf.reduce_sum(tf.cast(there, tf.int64), axis=1)
        return tf.RaggedTensor.from_row_lengths(tf.boolean_mask(pieces, there), counts)

    def get_config(self) -> dict[str, Any]:
        """What makes it again."""
        return {"pieces": self.pieces}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Subwords:
        """The same again."""
        return cls(**config)


def _part(texts: tf.Tensor, first: tf.Tensor, length: tf.Tensor) -> tf.Tensor:
    return tf.strings.substr(texts, first, length, unit="UTF8_CHAR")

"""Random numbers of an example: a pure function of (seed, epoch, the example's row, a counter), without any state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import tensorflow as tf

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_PARITY = 0x1BD11BDA
_COUNTERS = 2**16
"""The most counters of one augmentation."""


class ExampleDraws(NamedTuple):
    """What one augmentation draws for each example of a batch."""

    words: tf.Tensor
    """Random bits, uint32, of shape (batch, numbers)."""

    def part(self, first: int, counters: int) -> ExampleDraws:
        """What an augmentation within this one draws: so many counters from the one with this number."""
        return ExampleDraws(self.words[:, 2 * first : 2 * (first + counters)])

    def uniform(self, place: int, low: float, high: float) -> tf.Tensor:
        """A number from `low` to below `high` for each example, float32 of shape (batch,)."""
        # 24 bits fit into a float32, so that no rounding depends on how it is computed.
        share = tf.cast(tf.bitwise.right_shift(self.words[:, place], tf.constant(8, tf.uint32)), tf.float32) * 2.0**-24
        return low + share * (high - low)

    def below(self, place: int, count: int) -> tf.Tensor:
        """A whole number from 0 to below `count` for each example, int64 of shape (batch,)."""
        word = tf.cast(self.words[:, place], tf.int64)
        return tf.bitwise.right_shift(word * count, tf.constant(32, tf.int64))

    def looked_up(self, place: int, table: tf.Tensor) -> tf.Tensor:
        """An entry of a table for each example, all of them as likely."""
        return tf.gather(table, self.below(place, table.shape[0]))

    def uniforms(self, place: int, low: float, high: float, like: tf.Tensor) -> tf.Tensor:
        """Numbers from `low` to below `high` in the shape and type of a batch; they take two places."""
        drawn = partial(tf.random.stateless_uniform, minval=low, maxval=high)
        return self._for_each_number(drawn, place, like)

    def normal(self, like: tf.Tensor) -> tf.Tensor:
        """Numbers of mean 0 and deviation 1 in the shape and type of a batch."""
        return self._for_each_number(tf.random.stateless_normal, 0, like)

    def _for_each_number(self, draw: Callable[..., tf.Tensor], place: int, like: tf.Tensor) -> tf.Tensor:
        seeds = tf.bitcast(self.words[:, place : place + 2], tf.int32)
        one = tf.TensorSpec(like.shape[1:], like.dtype)

        def drawn(seed: tf.Tensor) -> tf.Tensor:
            return draw(tf.shape(like)[1:], seed, dtype=like.dtype, alg="philox")

        return tf.map_fn(drawn, seeds, fn_output_signature=one)


def example_draws(
    *, seed: int, epoch: tf.Tensor, rows: tf.Tensor, counters: Sequence[int], first: int = 0
) -> list[ExampleDraws]:
    """What several augmentations draw; each of them has as many counters as said, and two numbers a counter.

    They are numbered from `first` on: what has another number draws something else.
    """
    numbers = [number * _COUNTERS + each for number, count in enumerate(counters, first) for each in range(count)]
    key = tf.constant(seed, tf.uint32), tf.cast(epoch, tf.uint32)
    words = tf.stack(threefry(*key, tf.cast(rows, tf.uint32)[:, tf.newaxis], tf.constant([numbers], tf.uint32)), axis=2)
    ends = [sum(counters[: index + 1]) for index in range(len(counters))]
    pieces = [words[:, end - count : end] for end, count in zip(ends, counters, strict=True)]
    return [ExampleDraws(tf.reshape(each, [-1, 2 * count])) for each, count in zip(pieces, counters, strict=True)]


def threefry(key_0: tf.Tensor, key_1: tf.Tensor, word_0: tf.Tensor, word_1: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Threefry-2x32 with 20 rounds (Salmon et al., Parallel random numbers: as easy as 1, 2, 3, 2011), all uint32.

    TensorFlow's own generators draw for a whole tensor from one key; here each element has its own.
    """
    xor = tf.bitwise.bitwise_xor
    keys = (key_0, key_1, xor(xor(key_0, key_1), tf.constant(_PARITY, tf.uint32)))
    word_0, word_1 = word_0 + keys[0], word_1 + keys[1]
    for group in range(5):
        for distance in _ROTATIONS[group % 2]:
            word_0 = word_0 + word_1
            word_1 = xor(_rotated(word_1, distance), word_0)
        word_0 = word_0 + keys[(group + 1) % 3]
        word_1 = word_1 + keys[(group + 2) % 3] + tf.constant(group + 1, tf.uint32)
    return word_0, word_1


def _rotated(word: tf.Tensor, distance: int) -> tf.Tensor:
    left = tf.bitwise.left_shift(word, tf.constant(distance, tf.uint32))
    return tf.bitwise.bitwise_or(left, tf.bitwise.right_shift(word, tf.constant(32 - distance, tf.uint32)))

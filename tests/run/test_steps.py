"""An epoch's sums are the same to the last bit, however its steps are cut into calls."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.pipeline import Pipeline
from dlcli.run.steps import Sums, TrainingCalls
from dlcli.run.update import Taken


def given(batches: Any, step: tf.Tensor, begins: Callable[[], tf.Operation]) -> Taken:
    """An update whose loss is the batch itself."""
    loss = next(batches)
    begins()
    return Taken(loss, tf.math.is_finite(loss))


@pytest.mark.parametrize("cut", [(1, 1, 1, 1), (1, 3), (2, 2)])
def test_sums_do_not_depend_on_the_length_of_calls(cut: tuple[int, ...]) -> None:
    losses = [1e16, 1.0, 1.0, 1.0]
    pipeline = Pipeline({}, {}, {"train": np.arange(4)}, {}, 1, shuffle=False, seed=0)

    def total(lengths: tuple[int, ...]) -> Sums:
        calls = TrainingCalls(given, pipeline)
        batches = iter(tf.data.Dataset.from_tensor_slices(tf.constant(losses)))
        sums, first = Sums(), 0
        for steps in lengths:
            taken, sums = calls(batches, steps, first, sums)
            assert taken == steps
            first += taken
        return sums

    assert total(cut) == total((4,))
    assert total(cut).examples == 4


@pytest.mark.parametrize(("slow", "shares"), [(True, (0.8, 1.0)), (False, (0.0, 0.2))])
def test_the_share_of_time_that_is_waited_for_batches(slow: bool, shares: tuple[float, float]) -> None:
    def busy(_: tf.Tensor) -> np.float32:
        time.sleep(0.02)
        return np.float32(1)

    def at_work(batches: Any, step: tf.Tensor, begins: Callable[[], tf.Operation]) -> Taken:
        loss = next(batches)
        if not slow:
            with tf.control_dependencies([loss]):
                loss = tf.numpy_function(busy, [loss], tf.float32)
        loss.set_shape(())
        return Taken(loss, tf.math.is_finite(loss))

    made = tf.data.Dataset.range(100)
    made = made.map(lambda row: tf.numpy_function(busy, [row], tf.float32) if slow else tf.cast(row, tf.float32))
    calls = TrainingCalls(at_work, Pipeline({}, {}, {"train": np.arange(40)}, {}, 1, shuffle=False, seed=0))
    batches = iter(made)
    calls(batches, 1, 0, Sums())
    calls.waiting.share()
    calls(batches, 20, 1, Sums())
    assert shares[0] <= calls.waiting.share() <= shares[1]
    assert calls.waiting.share() == 0

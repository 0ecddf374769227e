"""An epoch's sums are the same to the last bit, however its steps are cut into calls."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import tensorflow as tf

from dlcli.keras_objects.outcome import Outcome
from dlcli.run.steps import TrainingCalls


class Given:
    """An objective whose loss is the batch itself."""

    networks: Mapping[str, object] = {}

    def compute(self, batch: tf.Tensor, *, training: bool) -> dict[str, Outcome]:
        return {"label": Outcome(batch, tf.ones_like(batch), 1.0, batch, batch)}


class Idle:
    """An optimizer that moves nothing."""

    def apply(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("cut", [(1, 1, 1, 1), (1, 3), (2, 2)])
def test_sums_do_not_depend_on_the_length_of_calls(cut: tuple[int, ...]) -> None:
    losses = [1e16, 1.0, 1.0, 1.0]

    def total(lengths: tuple[int, ...]) -> tuple[float, float]:
        calls = TrainingCalls(
            objective=Given(), optimizer=Idle(), scores=[], strategy=tf.distribute.get_strategy(), jit_compile=False
        )
        batches = iter(tf.data.Dataset.from_tensor_slices(tf.constant(losses)).batch(1))
        sums = (0.0, 0.0)
        for steps in lengths:
            taken, *after = calls(batches, steps, *sums)
            assert taken == steps
            sums = (after[0], after[1])
        return sums

    assert total(cut) == total((4,))

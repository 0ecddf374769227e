"""An epoch's sums are the same to the last bit, however its steps are cut into calls."""

from __future__ import annotations

from typing import Any

import pytest
import tensorflow as tf

from dlcli.keras_objects.objective import Draws, ObjectiveStep, Phase
from dlcli.keras_objects.outcome import Outcome
from dlcli.run.steps import TrainingCalls


class Given(ObjectiveStep):
    """An objective whose loss is the batch itself."""

    def whole(self) -> Any:
        return None

    def learn(self, phase: Phase, batch: tf.Tensor, draws: Draws) -> dict[str, Outcome]:
        return self.look(batch)

    def look(self, batch: tf.Tensor) -> dict[str, Outcome]:
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
            objective=Given({}),
            optimizers={"train": Idle()},
            scores=[],
            strategy=tf.distribute.get_strategy(),
            seed=0,
            jit_compile=False,
        )
        batches = iter(tf.data.Dataset.from_tensor_slices(tf.constant(losses)).batch(1))
        sums, first = (0.0, 0.0), 0
        for steps in lengths:
            taken, *after = calls(batches, steps, first, sums)
            assert taken == steps
            first += taken
            sums = (after[0], after[1])
        return sums

    assert total(cut) == total((4,))

"""Accumulated gradients: several small batches are what one large one is."""

from __future__ import annotations

import pytest

from tests.run.conftest import Train
from tests.run.stopping import figures_of

RECIPE = """\
name: accumulated
data: {source: iris, split: {validation: 0.2}, transforms: [normalization], batch_size: 40}
layers:
  - {type: dense, units: 4, activation: relu}
  - {type: dense, units: "${data.classes}", activation: softmax}
optimizer: {type: adam, learning_rate: 0.01}
training: {epochs: 3, precision: float64}
"""


def test_four_small_batches_are_one_large_one(train: Train) -> None:
    large, small = (
        figures_of(train(RECIPE, *changes)[0])
        for changes in ((), ("data.batch_size=10", "training.gradient_accumulation=4"))
    )
    assert [line["step"] for line in small] == [3, 6, 9]
    for one, other in zip(large, small, strict=True):
        assert other == pytest.approx(one, rel=1e-9)

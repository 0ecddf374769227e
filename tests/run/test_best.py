"""The weights that a run stands for are those of its best epoch."""

from __future__ import annotations

import json
from math import inf, nan

import pytest

from dlcli.run import validation
from dlcli.run.controls.best import Best
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import EpochEnded, Warned
from tests.run.conftest import Train

# A rate so large that the figure goes up and down: the last epoch is not the best.
RECIPE = """
data: {source: iris, split: {validation: 0.3}, batch_size: 16}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
optimizer: {type: adam, learning_rate: 0.5}
training: {epochs: 3}
"""


def test_model_has_the_weights_of_the_best_epoch(train: Train) -> None:
    folder, _ = train(RECIPE)
    losses = [json.loads(line)["val_loss"] for line in folder.metrics.read_text("utf-8").splitlines()]
    assert losses[-1] > min(losses)
    found = evaluate_checkpoint(folder.path, split="validation", recipe=None, overrides=())
    assert found.loss == pytest.approx(min(losses), rel=1e-6)


def test_what_is_not_finite_is_never_the_best() -> None:
    for mode, value in (("max", inf), ("max", nan), ("min", -inf), ("min", nan)):
        best = Best("val_loss", mode=mode)
        assert not best.see(value, step=1, epoch=1)
        assert best.see(0.5, step=2, epoch=2)


def test_a_figure_that_is_no_number_is_told_once_is_never_best_and_counts_against_patience(
    train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([nan, nan, 0.5, 0.25, nan, nan, nan])
    monkeypatch.setattr(validation, "figures", lambda *_: {"loss": next(losses)})
    folder, events = train(
        """
data: {source: iris, split: {validation: 0.2}}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
metrics: []
training: {epochs: 9}
regularization: {early_stopping: {patience: 3}}
"""
    )
    ended = [event for event in events if isinstance(event, EpochEnded)]
    assert [event.best for event in ended] == [False, False, True, True, False, False, False]
    (told,) = [event.text for event in events if isinstance(event, Warned)]
    assert told == "val_loss is nan after epoch 1: it counts as no improvement"
    assert folder.best.exists()

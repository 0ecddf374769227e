"""What stops a run outside its loop is told in one line too, with its exit code."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
import tensorflow as tf

from dlcli.ground.errors import Interrupted, ResourceError
from dlcli.run import train as training
from tests.run.conftest import Train

RECIPE = """
data: {source: iris}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""


def raises(error: BaseException) -> object:
    def call(*_: object, **__: object) -> None:
        raise error

    return call


EXHAUSTED = tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")


def test_weights_that_do_not_fit_into_memory(train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "build_task", raises(EXHAUSTED))
    with pytest.raises(ResourceError, match="not enough memory for the network's weights; try a smaller network"):
        train(RECIPE)
    assert not (tmp_path / "runs").exists()


def test_what_fails_while_the_run_is_finished_leaves_its_traceback(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "finish", raises(EXHAUSTED))
    with pytest.raises(ResourceError, match=r"data\.batch_size: 16"):
        train(RECIPE)
    assert "OOM" in (tmp_path / "runs" / "small" / "latest" / "crash.txt").read_text("utf-8")


def test_an_interrupt_while_the_run_is_finished_names_the_command_that_resumes(
    train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "finish", raises(KeyboardInterrupt()))
    with pytest.raises(Interrupted, match="--resume") as caught:
        train(RECIPE)
    assert caught.value.exit_code == 128 + signal.SIGINT

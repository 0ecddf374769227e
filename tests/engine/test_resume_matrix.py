"""A run that is stopped and resumed, at any moment and in any way to train, ends as one that nobody stopped."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.engine.equality import differences
from tests.engine.lives import (
    AT_FIRST,
    EVERY_STOP,
    IN_EPOCH,
    IN_SAVE,
    Stop,
    command,
    environment,
    last_step,
    mistakes,
    run_in,
    stopped_and_resumed,
    uninterrupted,
)
from tests.engine.recipes import EVERY_WAY, Way


def stop_and_compare(way: Way, folder: Path, stops: Sequence[Stop]) -> None:
    oracle = uninterrupted(folder / "oracle", way)
    end = last_step(oracle)
    lives = stopped_and_resumed(folder / "stopped", way, stops, end=end)
    assert mistakes(lives, end=end) == []
    assert differences(run_in(folder / "stopped"), oracle) == []
    assert list(folder.rglob(".tmp-*")) == []


def test_stopped_in_an_epoch_and_in_a_save(tmp_path: Path) -> None:
    stop_and_compare(Way(), tmp_path, (IN_EPOCH, IN_SAVE))
    folder = tmp_path / "stopped"
    finished = subprocess.run(
        command(folder, Way(), resuming=True),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (finished.returncode, folder / finished.stdout.splitlines()[-1]) == (0, run_in(folder).path)


@pytest.mark.slow
def test_two_replicas_that_are_asked_to_stop(tmp_path: Path) -> None:
    stop_and_compare(Way(recipe="watched", devices="2 replicas"), tmp_path, (AT_FIRST,))


@pytest.mark.slow
@pytest.mark.multiworker
@pytest.mark.parametrize("way", EVERY_WAY, ids=str)
def test_stopped_at_every_moment(tmp_path: Path, way: Way) -> None:
    stop_and_compare(way, tmp_path, EVERY_STOP)

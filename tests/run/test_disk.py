"""A disk that is full, forbidden or gone: told in one line with exit code 6, and what can go on goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from dlcli.ground.errors import BusyError, CheckpointError, ResourceError
from dlcli.ground.locks import RunLock
from dlcli.recipe.check import check
from dlcli.run import checkpoints
from dlcli.run import train as training
from dlcli.run.begin import begin
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import EpochEnded, Event, Warned, ignore
from dlcli.run.folder import RunFolder
from tests.conftest import Arm
from tests.run.conftest import Train
from tests.run.test_resume import dlcli

RECIPE = """
data: {source: iris, split: {validation: 0.2}, batch_size: 40}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 4, checkpoint: {every_steps: 2}}
"""


class Usage(NamedTuple):
    """What a disk has left."""

    free: int


def warnings(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Warned)]


def start(folder: Path, listener: Callable[[Event], None]) -> RunFolder:
    if not (folder / "small.yaml").exists():
        (folder / "small.yaml").write_text(RECIPE)
    return begin(
        folder / "small.yaml",
        overrides=(),
        runs=folder / "runs",
        resuming=False,
        listener=listener,
        command=["dlcli"],
        debug=False,
    )


def test_a_line_of_the_log_that_was_refused_is_written_with_the_next(train: Train, arm: Arm) -> None:
    arm("append@2=raise:ENOSPC,append@3=raise:ENOSPC")
    folder, events = train(RECIPE)
    assert [json.loads(line)["epoch"] for line in folder.metrics.read_text().splitlines()] == [1, 2, 3, 4]
    (told,) = warnings(events)
    assert told.startswith(f"cannot write '{folder.metrics}': no space left; its lines are kept")


@pytest.mark.slow
def test_a_log_that_is_refused_to_the_end_ends_with_6_and_a_checkpoint(train: Train, arm: Arm, tmp_path: Path) -> None:
    arm("append=raise:ENOSPC")
    with pytest.raises(ResourceError, match=r"metrics\.jsonl': no space left") as caught:
        train(RECIPE)
    assert caught.value.exit_code == 6
    found = checkpoints.newest(tmp_path / "runs" / "small" / "latest" / "checkpoints")
    assert found is not None
    assert found[1].epoch == 4


def test_curves_that_cannot_be_written_are_told_once(train: Train, arm: Arm) -> None:
    arm("log.tensorboard=raise:ENOSPC")
    folder, events = train(RECIPE)
    assert warnings(events) == [f"cannot write to '{folder.tensorboard}': [Errno 28] No space left on device"]
    assert folder.finished


def test_checkpoints_that_are_refused_end_the_training_with_6(train: Train, arm: Arm, tmp_path: Path) -> None:
    arm("checkpoint.made=raise:ENOSPC")
    with pytest.raises(ResourceError, match="no space left"):
        train(RECIPE)
    run = RunFolder(tmp_path / "runs" / "small" / "latest")
    assert list(run.checkpoints.iterdir()) == []
    assert "No space left" in run.crash.read_text()


@pytest.mark.parametrize(("turn", "file"), [(1, "best.keras"), (2, "model.keras")])
def test_a_model_that_the_disk_refuses_is_written_by_a_resume(
    train: Train, arm: Arm, tmp_path: Path, turn: int, file: str
) -> None:
    arm(f"model.before_rename@{turn}=raise:ENOSPC")
    with pytest.raises(ResourceError, match=f"{file}': no space left") as caught:
        train(RECIPE)
    assert caught.value.exit_code == 6
    arm("")
    run = (tmp_path / "runs" / "small" / "latest").resolve()
    assert not (run / file).exists()
    assert not list(run.glob(".tmp-*"))
    again = begin(run, overrides=(), runs=run, resuming=True, listener=ignore, command=["dlcli"], debug=False)
    assert (again.finished, (run / file).exists()) == (True, True)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["model.before_rename@1", "model.after_rename@1", "model.before_rename@2"])
def test_a_kill_while_the_models_are_written_is_made_good_by_a_resume(
    tmp_path: Path, repository: Path, place: str
) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE)
    killed = dlcli(tmp_path, "train", "small.yaml", failpoint=f"{place}=kill", repository=repository)
    assert killed.returncode == -signal.SIGKILL
    found = dlcli(tmp_path, "train", "small.yaml", "--resume", repository=repository)
    run = RunFolder(tmp_path / "runs" / "small" / "latest")
    assert (found.returncode, run.best.exists(), run.model.exists()) == (0, True, True)
    assert not list(run.path.glob(".tmp-*"))


def test_too_little_room_is_told_before_the_training(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(150))
    with pytest.raises(ResourceError, match=r"a checkpoint needs 2.. bytes, the disk has 150 bytes free") as caught:
        train(RECIPE)
    assert caught.value.exit_code == 6
    assert not (tmp_path / "runs").exists()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(500))
    _, events = train(RECIPE)
    assert any("has 500 bytes free" in text for text in warnings(events))


def test_a_run_folder_that_is_removed_is_not_made_again(tmp_path: Path) -> None:
    def remove(event: Event) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 1:
            shutil.rmtree(tmp_path / "runs")

    with pytest.raises(ResourceError, match="its folder does not exist") as caught:
        start(tmp_path, remove)
    assert caught.value.exit_code == 6
    assert not (tmp_path / "runs").exists()


def test_a_file_in_the_place_of_the_folder_is_told_before_tensorflow_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs").touch()
    monkeypatch.setattr(training, "open_data", None)
    with pytest.raises(ResourceError, match="runs/small': its parent is not a folder; choose another path"):
        start(tmp_path, ignore)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_is_not_ours_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "small.yaml").write_text(RECIPE)
        # What checking loads may lie where only root can read.
        check(folder / "small.yaml")
        os.seteuid(65534)
        try:
            with pytest.raises(ResourceError) as caught:
                start(folder, ignore)
        finally:
            os.seteuid(0)
        line = f"cannot write '{name}/runs/small': permission denied; choose a folder that you may write to"
        assert (str(caught.value), caught.value.exit_code) == (line, 6)
        assert os.listdir(name) == ["small.yaml"]


def test_a_run_belongs_to_one_process_and_everybody_may_read_it(train: Train) -> None:
    folder, _ = train(RECIPE)
    folder.evaluation.unlink()
    with RunLock(folder.path):
        with pytest.raises(BusyError, match=f"is in use by process {os.getpid()} on ") as caught:
            begin(folder.path, overrides=(), runs=folder.path, resuming=True, listener=ignore, command=[], debug=False)
        assert evaluate_checkpoint(folder.path, split=None, recipe=None, overrides=()).examples == 30
    assert caught.value.exit_code == 7


def test_a_checkpoint_that_training_takes_away_while_it_is_read_is_replaced_by_a_later_one(
    train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = train(RECIPE)
    first, last = checkpoints.list_names(folder.checkpoints)[-2:]
    read = checkpoints.read

    def taken_away(path: Path) -> object:
        shutil.rmtree(folder.checkpoints / first, ignore_errors=True)
        return read(path)

    monkeypatch.setattr(checkpoints, "read", taken_away)
    told: list[str] = []
    evaluate_checkpoint(folder.checkpoints / first, split=None, recipe=None, overrides=(), warn=told.append)
    assert told == [f"{first} has just been replaced by the training that goes on; {last} is taken instead"]
    with pytest.raises(CheckpointError, match="there is no such run, checkpoint or model file") as caught:
        evaluate_checkpoint(folder.checkpoints / first, split=None, recipe=None, overrides=())
    assert caught.value.exit_code == 4

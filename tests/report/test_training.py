"""A training as it is watched: event by event, on a terminal and in a file."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from pathlib import Path

import pytest

from dlcli.ground.errors import Interrupted
from dlcli.recipe.check import Checked
from dlcli.report.training import TrainingReport
from dlcli.run.begin import begin
from dlcli.run.evaluation import ByClass, ClassScore, Evaluation
from dlcli.run.events import (
    AlreadyFinished,
    EpochEnded,
    Event,
    Finished,
    Leaving,
    Progressed,
    RecipeRead,
    RolledBack,
    Skipped,
    Started,
    StoppedEarly,
    Warned,
)
from tests.report.screens import Terminal, checked_recipe, task_of

SCORES = Evaluation(
    "test",
    2,
    0.25,
    {"accuracy": 0.5},
    {"label": ByClass((ClassScore("cat", 1, 0.5, 1, 0.6), ClassScore("dog", 1, 0, 0, 0)), ((1, 0), (1, 0)))},
)
EPOCHS = """\
epoch  1/15  loss  0.9000  accuracy  0.5000    0.4 s  best
epoch  2/15  loss  0.8000  accuracy  0.6000    0.4 s
stopped after epoch 2: val_loss has not got better for 1 epoch

"""
RESULTS = """\
test split, 2 examples
  loss      0.2500
  accuracy  0.5000

  class  examples  precision  recall      f1
  cat           1     0.5000  1.0000  0.6000
  dog           1     0.0000  0.0000  0.0000

confusion: rows are the true classes, columns the predicted ones
       cat  dog
  cat    1    ·
  dog    1    0

written
  model.keras   the trained network, its preprocessing included
  checkpoints/  what resuming needs

  weights  epoch 1's, the best val_loss (0.9000)
  input    model.keras takes image: 28×28×1, values 0 to 255
  time     1 min 05 s
  next     dlcli evaluate {folder}

{folder}
"""


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    return checked_recipe(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run = tmp_path / "runs" / "small" / "20260101-120000-1a2b"
    (run / "checkpoints" / "step-00000067").mkdir(parents=True)
    (run / "fitted").mkdir()
    (run / "model.keras").write_bytes(b"")
    return run


def events(checked: Checked, folder: Path) -> list[Event]:
    return [
        RecipeRead(checked),
        Started(task_of(checked), folder, 0),
        Progressed(30, 1005, 1, 30, 67, 0.95),
        EpochEnded(1, 67, 1005, {"loss": 0.9, "accuracy": 0.5}, 0.42, best=True),
        EpochEnded(2, 134, 1005, {"loss": 0.8, "accuracy": 0.6}, 0.42, best=False),
        StoppedEarly(2, "val_loss has not got better for 1 epoch"),
        Finished(folder, SCORES, "epoch 1's, the best val_loss (0.9000)", "image: 28×28×1, values 0 to 255", 65),
    ]


def watch(shown: list[Event]) -> None:
    with TrainingReport() as report:
        for event in shown:
            report(event)


def test_a_file_gets_plain_lines(checked: Checked, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watch(events(checked, folder))
    seen = capsys.readouterr()
    header, _, epochs = seen.err.partition("steps_per_execution 64\n\n")
    assert header.startswith("small\n  data        animals, classes [cat, dog, horse]\n")
    assert epochs == EPOCHS
    assert seen.out == RESULTS.format(folder=folder)
    assert not re.search("[\x1b\r━╌]", seen.err + seen.out)


def test_the_recipe_is_shown_before_anything_is_built(checked: Checked, capsys: pytest.CaptureFixture[str]) -> None:
    watch([RecipeRead(checked)])
    seen = capsys.readouterr()
    assert "optimizer   sgd" in seen.err
    assert seen.out == ""


def test_a_terminal_has_a_line_that_moves_and_leaves_nothing_behind(
    checked: Checked, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("dlcli.report.status.SECONDS_BETWEEN", 0)
    watch(events(checked, folder)[:-1])
    text = terminal.getvalue()
    assert "loading TensorFlow and the data …\r\x1b[2K" in text
    assert "╌  epoch 1/15  step 30/67  loss 0.9500\r\x1b[2Kepoch  1/15  loss  0.9000" in text
    left = "".join(re.split("\r\x1b\\[2K", line)[-1] + "\n" for line in text.split("\n"))
    assert left.endswith(EPOCHS.rstrip("\n") + "\n\n")
    assert "\x1b" not in left


def test_colours_are_for_terminals_without_no_color(
    checked: Checked, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    watch(events(checked, folder)[:4])
    assert "\x1b[1;32m  best\x1b[0m" in terminal.getvalue()


def test_a_finished_run_prints_its_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watch([AlreadyFinished(folder)])
    assert capsys.readouterr().out == f"{folder}\n"


def test_a_reader_that_went_away_does_not_stop_the_training(
    checked: Checked, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Gone(Terminal):
        def write(self, _: str) -> int:
            raise BrokenPipeError

        def fileno(self) -> int:
            return spare.fileno()

    with (tmp_path / "spare").open("w") as spare:
        monkeypatch.setattr("sys.stderr", Gone())
        watch(events(checked, folder))


def test_a_real_training(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    recipe = tmp_path / "iris.yaml"
    recipe.write_text(
        "data: {source: iris, split: {validation: 0.2, test: 0.2}}\n"
        'layers: [{type: dense, units: "${data.classes}", activation: softmax}]\n'
        "training: {epochs: 2}\n"
    )
    with TrainingReport() as report:
        run = begin(
            recipe, overrides=(), runs=tmp_path, resuming=False, listener=report, command=["dlcli"], debug=False
        )
    seen = capfd.readouterr()
    assert "  examples    90 train, 30 validation, 30 test\n  training    batch 32 × 3 steps × 2 epochs\n" in seen.err
    assert re.search(r"^epoch 2/2  loss .* val_loss .* val_accuracy ", seen.err, re.MULTILINE)
    assert seen.out.splitlines()[-1] == str(run.path)
    scores = json.loads(run.evaluation.read_bytes())
    assert f"  accuracy  {scores['metrics']['accuracy']:.4f}" in seen.out
    written = re.findall(r"^  (\S+?)/?  +\S", seen.out.partition("written\n")[2].partition("\n\n")[0], re.MULTILINE)
    there = {path.name for path in run.path.iterdir()} - {"fitted"}
    assert set(written) == {name for name in there if not name.startswith(".")}


def test_a_warning_and_an_end_at_once_are_lines_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    watch([Warned("no space left"), Leaving(Interrupted(15, help="nothing was saved"))])
    assert capsys.readouterr().err == "warning: no space left\ninterrupted by SIGTERM; nothing was saved\n"


def test_updates_that_were_left_out_are_told_once_and_each_way_back(capsys: pytest.CaptureFixture[str]) -> None:
    watch([Skipped(64, 2), Skipped(128, 1), RolledBack(9, 4), RolledBack(20, 16)])
    assert capsys.readouterr().err == (
        "2 updates up to step 64 left out: not finite; the line of each epoch counts its own\n"
        "step 9 is not finite: goes on from the checkpoint of step 4, past what led there\n"
        "step 20 is not finite: goes on from the checkpoint of step 16, past what led there\n"
    )


def test_a_log_on_a_full_disk_stops_no_training(
    checked: Checked, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "log").open("w") as log:
        monkeypatch.setattr(sys, "stderr", log)
        monkeypatch.setattr(log, "write", refuse, raising=False)
        watch(events(checked, folder)[:-1])


def refuse(_: str) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

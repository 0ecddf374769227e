"""What people meet first: metrics of classes, damaged pictures, data that changed, streams that are closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from dlcli.ground.errors import DataError
from dlcli.run.begin import begin
from dlcli.run.checkpoints import read
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import EpochEnded, Event, Listener, ignore
from dlcli.run.folder import RunFolder
from tests.run.conftest import Train
from tests.run.small import trained
from tests.run.stopping import figures_of

IRIS = """
data: {source: iris, split: {test: 0.4}}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
metrics: [accuracy, precision, recall, auc, {type: f1_score, average: macro}, top_k_categorical_accuracy]
training: {epochs: 2}
"""
PICTURES = """
data:
  source: {type: image_folder, path: pets, channels: 1}
  transforms: [{type: resizing, height: 8, width: 8}, {type: scale_to, range: [0, 1]}]
  batch_size: 2
  cache: none
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""


def png(folder: Path, name: str, *, size: int) -> Path:
    import tensorflow as tf

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    pixels = np.random.default_rng(size).integers(0, 255, (size, size, 1), dtype=np.uint8)
    path.write_bytes(tf.io.encode_png(pixels).numpy())
    return path


def test_metrics_of_classes_read_class_numbers(train: Train) -> None:
    folder, _ = train(IRIS)
    found = json.loads(folder.evaluation.read_bytes())
    by_class = found["classes"]
    assert found["metrics"]["f1_score"] == pytest.approx(np.mean([each["f1"] for each in by_class]), abs=1e-6)
    assert found["metrics"]["top_k_categorical_accuracy"] == 1.0


def test_a_picture_that_is_cut_off_is_named(train: Train, tmp_path: Path) -> None:
    for kind in ("cat", "dog"):
        for size in (20, 24, 28):
            last = png(tmp_path / "pets" / kind, f"{size}.png", size=size)
    last.write_bytes(last.read_bytes()[:200])
    with pytest.raises(DataError, match=r"cut off, damaged or gone, .*dog/28\.png") as caught:
        train(PICTURES)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("becomes", ["nothing", "a folder"])
def test_a_picture_that_goes_while_it_trains_is_named_and_the_run_goes_on_when_it_is_back(
    tmp_path: Path, becomes: str
) -> None:
    for kind in ("cat", "dog"):
        for size in (20, 24, 28):
            picture = png(tmp_path / "pets" / kind, f"{size}.png", size=size)
    (tmp_path / "small.yaml").write_text(PICTURES.replace("epochs: 1", "epochs: 60, checkpoint: {every_steps: 1}"))

    def take(event: Event) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 1:
            picture.rename(tmp_path / "kept.png")
            if becomes == "a folder":
                picture.mkdir()

    def start(target: Path, listener: Listener, *, resuming: bool) -> RunFolder:
        return begin(
            target, overrides=(), runs=tmp_path / "runs", resuming=resuming, listener=listener, command=[], debug=False
        )

    with pytest.raises(DataError, match=r"cut off, damaged or gone, .*dog/28\.png") as caught:
        start(tmp_path / "small.yaml", take, resuming=False)
    assert caught.value.exit_code == 3
    if becomes == "a folder":
        picture.rmdir()
    (tmp_path / "kept.png").rename(picture)
    run = start(tmp_path / "small.yaml", ignore, resuming=True)
    assert json.loads(run.environment.read_bytes())["resumed_from"][0] >= 3
    assert run.finished


DROPPING = """
data:
  source: {type: image_folder, path: pets, channels: 1}
  transforms: [{type: resizing, height: 8, width: 8}, {type: scale_to, range: [0, 1]}]
  batch_size: 2
  cache: none
layers:
  - flatten
  - {type: dropout, rate: 0.5}
  - {type: dense, units: 4}
  - batch_normalization
  - {type: dense, units: "${data.classes}", activation: softmax}
metrics: [accuracy]
training: {epochs: 12, checkpoint: {every_epochs: 2}, steps_per_execution: 64, on_nan: ON_NAN}
"""


@pytest.mark.parametrize("on_nan", ["stop", pytest.param("skip_step", marks=pytest.mark.slow)])
def test_what_was_learned_before_a_picture_was_gone_is_saved_to_the_bit(tmp_path: Path, on_nan: str) -> None:
    for kind in ("cat", "dog"):
        for size in range(20, 41):
            picture = png(tmp_path / "pets" / kind, f"{size}.png", size=size)
    text = DROPPING.replace("ON_NAN", on_nan)
    whole = read(trained(tmp_path, text, name="whole").checkpoints / "step-00000252")

    def take(event: Event) -> None:
        if isinstance(event, EpochEnded) and event.epoch == 1:
            picture.rename(tmp_path / "kept.png")

    (tmp_path / "small.yaml").write_text(text)
    given = {"overrides": (), "runs": tmp_path / "runs", "command": [], "debug": False}
    with pytest.raises(DataError, match=r"dog/40\.png") as caught:
        begin(tmp_path / "small.yaml", resuming=False, listener=take, **given)
    # What was read ahead was read before the picture was gone: it is missed an epoch later, or some.
    saved = max((tmp_path / "runs" / "small" / "latest" / "checkpoints").iterdir())
    assert int(saved.name.removeprefix("step-")) % 21, "inside an epoch"
    assert caught.value.help.startswith("put it back; saved; go on with: dlcli train ")
    (tmp_path / "kept.png").rename(picture)
    run = begin(tmp_path / "small.yaml", resuming=True, listener=ignore, **given)
    assert json.loads(run.environment.read_bytes())["resumed_from"] == [int(saved.name.removeprefix("step-"))]
    arrays, counters = read(run.checkpoints / "step-00000252")
    assert counters == whole[1]
    assert arrays.keys() == whole[0].keys()
    assert all(np.array_equal(arrays[name], whole[0][name]) for name in arrays)
    assert figures_of(run) == figures_of(RunFolder(tmp_path / "runs" / "whole" / "latest"))


def test_data_that_changed_since_the_training_is_told(train: Train, tmp_path: Path) -> None:
    rows = "".join(f"{value},{2 * value}\n" for value in range(40))
    (tmp_path / "table.csv").write_text(f"x,y\n{rows}")
    text = "data: {source: {type: csv, path: table.csv, target: y}, split: {test: 0.5}}\n"
    folder, _ = train(f"{text}layers: [{{type: dense, units: 1}}]\ntraining: {{epochs: 1}}\n")
    told: list[str] = []
    evaluate_checkpoint(folder.path, split=None, recipe=None, overrides=(), warn=told.append)
    assert told == []
    (tmp_path / "table.csv").write_text(f"x,y\n{rows}100,3\n")
    evaluate_checkpoint(folder.path, split=None, recipe=None, overrides=(), warn=told.append)
    assert len(told) == 1


@pytest.mark.parametrize("streams", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_bug(tmp_path: Path, repository: Path, streams: str) -> None:
    (tmp_path / "iris.yaml").write_text("data: {source: iris}\nlayers: [relu]\n")
    command = f"{sys.executable} -m dlcli validate iris.yaml {streams}"
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    finished = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=environment, check=False, timeout=60)
    assert finished.returncode == 2


def test_what_was_closed_is_opened_before_a_file_takes_its_place(tmp_path: Path, repository: Path) -> None:
    program = (
        "import sys; from dlcli.__main__ import open_streams; open_streams(); sys.exit(open(sys.argv[1], 'w').fileno())"
    )
    command = f'{sys.executable} -c "{program}" "{tmp_path / "file"}" <&- 2>&-'
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    finished = subprocess.run(["/bin/sh", "-c", command], env=environment, check=False, timeout=60)
    assert finished.returncode > 2


@pytest.mark.slow
def test_a_reader_that_goes_away_stops_no_training(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "iris.yaml").write_text(IRIS)
    command = f"{sys.executable} -m dlcli train iris.yaml 2>&1 | head -1"
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=environment, check=False, timeout=120)
    # The shell waits for the last command of the pipe alone, the run goes on.
    run = RunFolder(tmp_path / "runs" / "iris" / "latest")
    for _ in range(120):
        if run.finished:
            break
        threading.Event().wait(0.5)
    assert run.finished


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_report_on_a_full_disk_stops_no_training(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "iris.yaml").write_text(IRIS)
    command = f"{sys.executable} -m dlcli train iris.yaml 2>/dev/full"
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    finished = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=environment, check=False, timeout=120)
    assert finished.returncode == 0

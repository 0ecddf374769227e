"""A run's folder holds what is promised, and its model works where dlcli is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import dlcli
from dlcli.recipe.check import check
from dlcli.run.folder import RunFolder
from tests.recipes.conftest import CHEAPEST

EPOCHS = 30
STEPS_AN_EPOCH = 23  # 1589 pictures of cats and dogs, 159 held back, 64 in a batch

PREDICT = """
import sys
import keras
import numpy as np
model = keras.models.load_model(sys.argv[1])
np.save(sys.argv[3], model.predict(np.load(sys.argv[2]), verbose=0))
assert not [name for name in sys.modules if name.partition(".")[0] == "dlcli"]
"""


@pytest.fixture
def lines(trained: RunFolder) -> list[dict[str, Any]]:
    """metrics.jsonl, a mapping a line."""
    return [json.loads(line) for line in trained.metrics.read_text("utf-8").splitlines()]


@pytest.fixture
def evaluation(trained: RunFolder) -> dict[str, Any]:
    """evaluation.json."""
    found = json.loads(trained.evaluation.read_bytes())
    assert isinstance(found, dict)
    return found


def test_folder_holds_these_files_and_no_others(trained: RunFolder) -> None:
    assert {entry.name for entry in trained.path.iterdir() if not entry.name.startswith(".lock")} == {
        "recipe.yaml", "resolved.yaml", "environment.json", "facts.json", "fitted", "metrics.jsonl", "tensorboard",
        "checkpoints",
        "best.keras", "model.keras", "evaluation.json",
    }  # fmt: skip


def test_folder_is_named_by_its_time_and_latest_is_a_link_to_it(trained: RunFolder) -> None:
    assert trained.path.parent.name == "logistic_regression_cat"
    assert os.readlink(trained.path.parent / "latest") == trained.path.name
    date, time, mark = trained.path.name.split("-")
    assert (len(date), len(time), len(mark)) == (8, 6, 4)


def test_recipe_is_the_file_as_it_was_given(trained: RunFolder, repository: Path) -> None:
    assert trained.recipe.read_bytes() == (repository / "recipes" / f"{CHEAPEST}.yaml").read_bytes()


def test_resolved_recipe_is_valid_and_has_no_automatic_choice_left(trained: RunFolder) -> None:
    resolved = check(trained.resolved)
    assert resolved.warnings == ()
    assert "auto" not in (resolved.recipe.training.jit_compile, resolved.recipe.training.steps_per_execution)
    assert resolved.recipe.distribution.word == "one_device"


def test_environment_says_what_the_run_ran_on(trained: RunFolder) -> None:
    environment = json.loads(trained.environment.read_bytes())
    assert environment["dlcli"] == dlcli.__version__
    assert {"tensorflow", "keras", "numpy"} <= set(environment["packages"])
    assert all(environment["packages"].values())
    assert environment["command"] == ["dlcli", "train", f"recipes/{CHEAPEST}.yaml"]
    assert environment["data_fingerprint"]
    assert environment["resumed_from"] == []
    assert "CPU:0" in environment["devices"]
    assert "git_commit" in environment


def test_metrics_have_a_line_an_epoch(lines: list[dict[str, Any]]) -> None:
    keys = {"epoch", "step", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds", "waited"}
    assert [set(line) for line in lines] == [keys] * EPOCHS
    assert [(line["epoch"], line["step"]) for line in lines] == [
        (epoch, epoch * STEPS_AN_EPOCH) for epoch in range(1, EPOCHS + 1)
    ]
    assert lines[-1]["loss"] < lines[0]["loss"]


def test_checkpoints_are_the_newest_and_the_best(trained: RunFolder, lines: list[dict[str, Any]]) -> None:
    best = min(lines, key=lambda line: line["val_loss"])["step"]
    newest = lines[-1]["step"]
    kept = {int(path.name.removeprefix("step-")) for path in trained.checkpoints.iterdir()}
    assert kept == {newest - STEPS_AN_EPOCH, newest, best}
    assert all((path / "manifest.json").is_file() for path in trained.checkpoints.iterdir())


def test_tensorboard_has_training_and_validation(trained: RunFolder) -> None:
    assert {path.parent.name for path in trained.tensorboard.glob("*/events.out.tfevents.*")} == {"train", "validation"}


def test_evaluation_counts_every_test_picture_once(evaluation: dict[str, Any]) -> None:
    assert (evaluation["split"], evaluation["examples"]) == ("test", 300)
    assert [row["name"] for row in evaluation["classes"]] == ["dog", "cat"]
    assert [sum(row) for row in evaluation["confusion"]] == [150, 150]
    right = sum(evaluation["confusion"][place][place] for place in range(2))
    assert evaluation["metrics"]["accuracy"] == pytest.approx(right / 300, abs=1e-6)


def test_evaluating_the_run_gives_the_same_digits(trained: RunFolder) -> None:
    from dlcli.run.evaluate import evaluate_checkpoint

    found = evaluate_checkpoint(trained.path, split=None, recipe=None, overrides=())
    assert json.dumps(found.to_json()) == json.dumps(json.loads(trained.evaluation.read_bytes()))


def test_model_predicts_from_raw_pictures_without_dlcli(
    trained: RunFolder, evaluation: dict[str, Any], tmp_path: Path
) -> None:
    from dlcli.run.evaluate import restored

    found = restored(trained.path, recipe=None, overrides=())
    pictures = found.opened.loaded.features["image"].fetch(found.opened.rows["test"])
    labels = found.opened.loaded.label_values["label"][found.opened.rows["test"]]
    raw, predicted = tmp_path / "raw.npy", tmp_path / "predicted.npy"
    np.save(raw, np.asarray(pictures))
    assert np.asarray(pictures).dtype == np.uint8

    arguments = [str(trained.model), str(raw), str(predicted)]
    finished = subprocess.run(
        [sys.executable, "-c", PREDICT, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr

    probabilities = np.load(predicted)
    ours = np.asarray(found.networks["layers"](np.asarray(pictures, np.float32) / 255))
    np.testing.assert_allclose(probabilities, ours, atol=1e-6)
    right = int(((probabilities[:, 0] > 0.5) == labels).sum())
    assert right == sum(evaluation["confusion"][place][place] for place in range(2))

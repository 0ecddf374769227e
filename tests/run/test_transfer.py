"""Weights to begin with, and rows that stay as they are: for good, or until an epoch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from dlcli.ground.errors import CheckpointError, DataError, UsageError
from dlcli.recipe.check import check
from dlcli.run import checkpoints, initial
from dlcli.run.begin import begin
from dlcli.run.events import Event, Noted
from dlcli.run.folder import RunFolder
from tests.run.effects import small_network, task_of, write_models
from tests.run.stopping import figures_of, states_of

RECIPE = """
name: small
data: {source: {type: digits, limit_per_class: 6}, split: {validation: 0.2}, batch_size: 7}
layers:
  - flatten
  - {type: dense, units: 6, name: hidden}
  - {type: batch_normalization, name: normal}
  - relu
  - {type: dense, units: "${data.classes}", activation: softmax, name: head}
optimizer: {type: adam, learning_rate: 0.01}
training: {epochs: 4, checkpoint: {keep: 9, every_epochs: 1}}
"""
FROZEN = "training.freeze={rows: [hidden, normal]}"
THAWED = "training.freeze={rows: [hidden, normal], until_epoch: 2}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(RECIPE, "utf-8")
    return tmp_path


def run(folder: Path, *overrides: str, target: str = "small.yaml", **more: Any) -> RunFolder:
    return begin(
        folder / target,
        overrides=overrides,
        runs=folder / "runs",
        resuming=more.get("from_step") is not None,
        listener=more.pop("listener", lambda _: None),
        command=["dlcli"],
        debug=False,
        **more,
    )


def states(found: RunFolder) -> dict[int, dict[str, np.ndarray]]:
    """The weights of each checkpoint, by epoch."""
    read = [checkpoints.read(each) for each in sorted(found.checkpoints.iterdir())]
    return {
        counters.epoch: {name.removeprefix("model/layers/"): array for name, array in arrays.items() if "model" in name}
        for arrays, counters in read
    }


def moved(one: dict[str, np.ndarray], other: dict[str, np.ndarray], row: str) -> set[str]:
    """Which of a row's weights differ."""
    return {name for name in one if name.startswith(row) and not np.array_equal(one[name], other[name])}


def test_frozen_rows_keep_weights_and_moments(folder: Path) -> None:
    found = states(run(folder, FROZEN))
    start = [weight.numpy() for weight in task_of(folder, (FROZEN,)).network.get_layer("hidden").weights]
    np.testing.assert_array_equal(found[4]["hidden/0"], start[0])
    for row in ("hidden", "normal"):
        assert moved(found[1], found[4], row) == set()
    np.testing.assert_array_equal(found[4]["normal/2"], np.zeros(6))
    assert moved(found[1], found[4], "head") == {"head/0", "head/1"}


def test_frozen_weights_are_not_counted_as_trained(folder: Path) -> None:
    assert check(folder / "small.yaml", [FROZEN]).parameters(trainable_only=True) == 6 * 10 + 10
    assert check(folder / "small.yaml", [FROZEN]).parameters() == 64 * 6 + 6 + 4 * 6 + 6 * 10 + 10


def test_rows_thaw_when_their_epoch_comes(folder: Path) -> None:
    found = states(run(folder, THAWED))
    frozen = states(run(folder, FROZEN))
    for epoch in (1, 2):
        for name, array in found[epoch].items():
            np.testing.assert_array_equal(array, frozen[epoch][name])
    assert moved(found[2], found[3], "hidden") == {"hidden/0", "hidden/1"}
    assert moved(found[2], found[3], "normal") == {f"normal/{number}" for number in range(4)}


@pytest.mark.parametrize("epoch", [1, 2, 3])
def test_a_run_that_goes_on_thaws_at_the_same_place(folder: Path, epoch: int) -> None:
    whole = run(folder, THAWED)
    expected, figures = states_of(whole), figures_of(whole)
    step = int(sorted(whole.checkpoints.iterdir())[epoch - 1].name.rpartition("-")[2])
    run(folder, target=str(whole.path.relative_to(folder)), from_step=step)
    assert figures_of(whole) == figures
    assert states_of(whole) == expected


def test_names_stand_for_what_is_inside_of_them(folder: Path) -> None:
    block = RECIPE.replace(
        "  - {type: dense, units: 6, name: hidden}\n",
        "  - {type: residual, name: block, main: [{type: dense, units: 64}]}\n"
        "  - {type: dense, units: 6, name: hidden}\n",
    )
    (folder / "small.yaml").write_text(block, "utf-8")
    checked = check(folder / "small.yaml", ["training.freeze={rows: [block, head]}"])
    assert checked.parameters(trainable_only=True) == 64 * 6 + 6 + 2 * 6


def values(task: Any, row: str) -> list[np.ndarray]:
    return [weight.numpy() for weight in task.network.get_layer(row).weights]


@pytest.mark.parametrize("what", ["run", "checkpoint", "file"])
def test_weights_come_from_a_run_a_checkpoint_or_a_file(folder: Path, what: str) -> None:
    first = run(folder, "training.epochs=1", "seed=9")
    path = {"run": first.path, "checkpoint": next(first.checkpoints.iterdir()), "file": first.model}[what]
    task = task_of(folder, (f"training.initial_weights={{checkpoint: '{path}'}}",))
    begun = initial.begin_with(task)
    assert begun is not None
    assert (begun.rows, begun.left) == (3, ())
    trained = keras.models.load_model(first.model)
    for row in ("hidden", "normal", "head"):
        for own, other in zip(values(task, row), trained.get_layer(row).get_weights(), strict=True):
            np.testing.assert_array_equal(own, other)


def test_a_head_of_other_classes_begins_at_random_and_is_told(folder: Path) -> None:
    first, events = run(folder, "training.epochs=1"), list[Event]()
    two = "data.source={type: digits, classes: ['1', '7'], limit_per_class: 6}"
    second = run(folder, two, f"training.initial_weights={{checkpoint: '{first.path}'}}", listener=events.append)
    (note,) = [each.text for each in events if isinstance(each, Noted)]
    assert note == (f"begins with 2 of 3 rows from {first.path}; at random: head (6×10 there, 6×2 here)")
    written = json.loads(second.environment.read_bytes())["initial_weights"]
    assert written == {"source": str(first.path), "rows": 3, "left": ["head (6×10 there, 6×2 here)"]}


def test_rows_to_skip_begin_at_random(folder: Path) -> None:
    first = run(folder, "training.epochs=1", "seed=9")
    task = task_of(folder, (f"training.initial_weights={{checkpoint: '{first.path}', skip: ['h*']}}",))
    begun = initial.begin_with(task)
    assert begun is not None
    assert begun.left == ("hidden (skipped)", "head (skipped)")
    np.testing.assert_array_equal(values(task, "hidden")[0], values(task_of(folder, ()), "hidden")[0])


def test_an_encoder_becomes_a_classifier(folder: Path) -> None:
    (folder / "code.yaml").write_text(
        """
data: {source: {type: digits, limit_per_class: 6}, transforms: [{type: scale_to, range: [0, 1]}]}
objective: autoencoder
networks:
  encoder: [flatten, {type: dense, units: 6, name: hidden}]
  decoder: [{type: dense, units: 64}, {type: reshape, target_shape: [8, 8, 1]}]
training: {epochs: 1}
""",
        "utf-8",
    )
    first = run(folder, target="code.yaml")
    task = task_of(folder, (f"training.initial_weights={{checkpoint: '{first.path}', network: encoder}}",))
    begun = initial.begin_with(task)
    assert begun is not None
    assert begun.left == ("normal (not there)", "head (not there)")
    encoder = keras.models.load_model(first.model).layers[-1].get_layer("encoder")
    np.testing.assert_array_equal(values(task, "hidden")[0], encoder.get_layer("hidden").get_weights()[0])
    wrong = task_of(folder, (f"training.initial_weights={{checkpoint: '{first.path}', network: middle}}",))
    with pytest.raises(CheckpointError, match=r"no network 'middle'.*it has: encoder, decoder"):
        initial.begin_with(wrong)


def test_what_fits_nowhere_is_refused(folder: Path) -> None:
    write_models(folder)
    with pytest.raises(CheckpointError, match=r"no row fits: hidden \(not there\)"):
        run(folder, f"training.initial_weights={{checkpoint: '{folder}/one.keras'}}")


def test_missing_weights_are_told_before_anything_is_built(folder: Path) -> None:
    asked = "training.initial_weights={checkpoint: nowhere/latest}"
    assert [each.code for each in check(folder / "small.yaml", [asked]).warnings] == ["missing-weights"]
    with pytest.raises(DataError, match="there is no such run, checkpoint or model file"):
        run(folder, asked)


def test_published_weights_are_those_of_one_architecture(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = task_of(folder, ("training.initial_weights={application: vgg16}",))
    monkeypatch.setattr(initial, "published", lambda _: small_network(1.0))
    with pytest.raises(UsageError, match="this network is not vgg16: row hidden has Dense of 64×6 and 6"):
        initial.begin_with(task)


def test_weights_that_cannot_be_downloaded_say_what_to_put_where(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*, weights: str) -> None:
        raise OSError(f"URL fetch failure on https://example.org/{weights}/vgg16.h5: None -- no route")

    monkeypatch.setattr(keras.applications, "VGG16", offline)
    with pytest.raises(DataError, match=r"the weights of vgg16 could not be downloaded") as caught:
        initial.begin_with(task_of(folder, ("training.initial_weights={application: vgg16}",)))
    assert "put vgg16.h5 from https://example.org/imagenet/vgg16.h5 into" in str(caught.value)

"""Examples that are kept behind the transforms: the same numbers from memory, from files and read anew each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from dlcli.ground.errors import DataError, ResourceError, UsageError
from dlcli.run import keeping
from dlcli.run.folder import RunFolder
from tests.run.small import task_of, trained
from tests.run.stopping import end_of

RECIPE = """
name: kept
data:
  source: {type: image_folder, path: pictures, channels: 1}
  split: {validation: 0.2}
  transforms: [{type: resizing, height: 6, width: 6}, {type: scale_to, range: [0, 1]}]
  batch_size: 8
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
regularization: {augmentation: [{type: random_flip, mode: horizontal}]}
training: {epochs: 2}
"""


def pictures(folder: Path) -> Path:
    drawn = np.random.default_rng(0)
    for number in range(30):
        place = folder / "pictures" / "ab"[number % 2] / f"{number}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        size = (5 + number % 3, 7, 1)
        place.write_bytes(tf.io.encode_png(drawn.integers(0, 256, size, np.uint8)).numpy())
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pictures(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def anew(folder: Path) -> RunFolder:
    return trained(folder, RECIPE, "data.cache=none")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "dlcli" / "examples"


def folders(cache: Path) -> list[Path]:
    return [path for path in cache.glob("*/*") if path.is_dir()]


@pytest.mark.parametrize("where", ["auto", "memory", "disk"])
def test_kept_anywhere_the_numbers_are_those_of_pictures_read_each_time(
    where: str, folder: Path, anew: RunFolder, cache: Path
) -> None:
    run = trained(folder, RECIPE, f"data.cache={where}")
    assert end_of(run) == end_of(anew)
    assert figures(run) == figures(anew)
    assert cache.is_dir() == (where == "disk")
    chosen = "memory" if where == "auto" else where
    assert f"cache: {chosen}" in run.resolved.read_text()


def figures(run: RunFolder) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run.evaluation.read_text())
    return found


def test_what_was_written_once_is_read_by_later_runs_until_the_data_changes(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures(tmp_path)
    first = trained(tmp_path, RECIPE, "data.cache=disk")
    (kept,) = folders(cache)
    monkeypatch.setattr(keeping, "kept_in_files", None)
    assert end_of(trained(tmp_path, RECIPE, "data.cache=disk")) == end_of(first)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache.parents[1]))
    (tmp_path / "pictures" / "a" / "0.png").unlink()
    trained(tmp_path, RECIPE, "data.cache=disk")
    (other,) = folders(cache)
    assert other != kept


@pytest.mark.slow
def test_other_transforms_splits_and_classes_are_kept_beside(folder: Path, cache: Path) -> None:
    for number, change in enumerate(
        ("training.epochs=1", "data.transforms.0.height=5", "data.split={validation: 0.2, by: time}"), start=1
    ):
        trained(folder, RECIPE, "data.cache=disk", change)
        assert len(folders(cache)) == min(number, 2)


def test_a_damaged_picture_is_named_before_the_first_step(tmp_path: Path) -> None:
    damaged = pictures(tmp_path) / "pictures" / "b" / "7.png"
    damaged.write_bytes(damaged.read_bytes()[:60])
    with pytest.raises(DataError, match="this picture is cut off, damaged or gone") as caught:
        trained(tmp_path, RECIPE)
    assert str(damaged) in str(caught.value.where)


def test_what_would_not_fit_into_memory_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "free_memory", lambda: 2000)
    with pytest.raises(ResourceError, match=r"the examples take 4\.2 KiB, 2\.0 KiB are free") as caught:
        trained(folder, RECIPE, "data.cache=memory")
    assert caught.value.help == "write disk, or take it out"


def test_pictures_that_take_more_are_not_kept_without_being_asked_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dlcli.build.kept.MOST_BY_ITSELF", 4319)
    assert task_of(folder, RECIPE).recipe.data.cache == "none"
    monkeypatch.setattr("dlcli.build.kept.MOST_BY_ITSELF", 4320)
    assert task_of(folder, RECIPE).recipe.data.cache == "memory"


def test_arrays_are_kept_only_when_asked_to_and_texts_of_any_length_never(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((20, 4)), y=np.arange(20) % 2)
    text = """
data: {source: {type: npz, path: a.npz}, transforms: [normalization]}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""
    assert task_of(tmp_path, text).recipe.data.cache == "none"
    assert end_of(trained(tmp_path, text, "data.cache=memory")) == end_of(trained(tmp_path, text))
    lines = [f"{'ab'[row % 2]},{'word ' * (1 + row % 5)}and so on and on" for row in range(40)]
    (tmp_path / "notes.csv").write_text("\n".join(["kind,note", *lines, ""]))
    of_texts = """
data:
  source: {type: csv, path: notes.csv, target: kind, columns: {note: text}}
  transforms: {note: [{type: text_vectorization, max_tokens: 20}]}
  cache: memory
layers:
  - {type: embedding, input_dim: "${data.note.vocabulary}", output_dim: 2, mask_zero: true}
  - global_average_pooling1d
  - {type: dense, units: "${data.classes}", activation: softmax}
"""
    with pytest.raises(UsageError, match="no feature's examples are numbers of one shape"):
        task_of(tmp_path, of_texts)

"""Examples of each class equally often: drawn anew for each epoch, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from dlcli.build.pipeline import Pipeline, Share
from tests.run.small import errors_of, task_of

KINDS = ["rare"] * 4 + ["some"] * 7 + ["usual"] * 18
RECIPE = """
data: {source: {type: csv, path: few.csv, target: kind}, batch_size: 8, resampling: WAY}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 2}
"""


def pipeline_of(folder: Path, way: str, *overrides: str) -> Pipeline:
    lines = ["number,kind", *(f"{row},{kind}" for row, kind in enumerate(KINDS)), ""]
    (folder / "few.csv").write_text("\n".join(lines))
    return task_of(folder, RECIPE.replace("WAY", way), *overrides).pipeline


def epochs_of(pipeline: Pipeline, number: int, *, first: int = 0) -> list[list[int]]:
    """The rows of each epoch, in their order."""
    batches = [
        features.numpy()[:, 0].astype(int).tolist()
        for features, _ in pipeline.training(first).take(number * pipeline.batches() - first)
    ]
    each = pipeline.batches()
    found = [batches[start : start + each] for start in range(0, len(batches), each)]
    return [[row for batch in epoch for row in batch] for epoch in found]


def of_each(rows: list[int]) -> Counter[str]:
    return Counter(KINDS[row] for row in rows)


def test_oversampled_each_class_comes_as_often_as_the_largest(tmp_path: Path) -> None:
    pipeline = pipeline_of(tmp_path, "oversample")
    assert (pipeline.batches(), pipeline.steps(), pipeline.size("train")) == (7, 7, 29)
    for epoch in epochs_of(pipeline, 2):
        assert of_each(epoch) == dict.fromkeys(("rare", "some", "usual"), 18)
        times = Counter(epoch)
        assert {times[row] for row in range(4)} == {4, 5}
        assert {times[row] for row in range(4, 11)} == {2, 3}
        assert {times[row] for row in range(11, 29)} == {1}


def test_undersampled_each_class_comes_as_often_as_the_smallest_and_others_in_each_epoch(tmp_path: Path) -> None:
    epochs = epochs_of(pipeline_of(tmp_path, "undersample"), 40)
    for epoch in epochs:
        assert of_each(epoch) == dict.fromkeys(("rare", "some", "usual"), 4)
        assert len(set(epoch)) == 12
    assert {row for epoch in epochs for row in epoch} == set(range(29))


def test_the_draws_are_those_of_the_seed_wherever_training_begins(tmp_path: Path) -> None:
    pipeline = pipeline_of(tmp_path, "oversample")
    whole = [row for epoch in epochs_of(pipeline, 2) for row in epoch]
    assert [row for epoch in epochs_of(pipeline, 2, first=3) for row in epoch] == whole[3 * 8 :]
    parts = [
        features.numpy()[:, 0].astype(int).tolist() for features, _ in pipeline.training(0, Share(1, 1, 3)).take(7)
    ]
    assert [row for part in parts for row in part] == [
        row for start in range(0, 54, 8) for row in whole[start : min(start + 8, 54)][1::3]
    ]
    assert whole != [row for epoch in epochs_of(pipeline_of(tmp_path, "oversample", "seed=1"), 2) for row in epoch]
    assert pipeline.rows_of_update(1) == whole[8:16]


def test_copies_of_an_example_are_augmented_each_in_its_own_way(tmp_path: Path) -> None:
    np.savez(tmp_path / "two.npz", x=np.ones((6, 4, 4, 1), np.float32), y=np.array([0, 0, 0, 0, 0, 1]))
    text = """
data: {source: {type: npz, path: two.npz}, batch_size: 10, resampling: oversample}
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
regularization: {augmentation: [{type: gaussian_noise, stddev: 0.1}]}
"""
    ((pictures, labels),) = task_of(tmp_path, text).pipeline.training(0).take(1)
    copies = [
        picture.tobytes() for picture, label in zip(pictures.numpy(), labels["label"].numpy(), strict=True) if label
    ]
    assert (len(copies), len(set(copies))) == (5, 5)


def test_what_resampling_does_not_go_with_is_told(tmp_path: Path) -> None:
    pipeline_of(tmp_path, "oversample")
    for key, message in {
        "batch_size: full": "a batch of all examples would not be balanced",
        "bucket_batches: 2": "examples cannot be sorted by length",
    }.items():
        text = RECIPE.replace("WAY", f"oversample, {key}").replace("batch_size: 8, ", "")
        assert f"resampling draws the examples of each epoch: {message}" in errors_of(tmp_path, text)
    text = RECIPE.replace("WAY", "oversample") + "loss: categorical_crossentropy\nregularization: {mixing: mixup}\n"
    assert errors_of(tmp_path, text) == ["resampling draws the examples of each epoch: the others would be mixed in"]

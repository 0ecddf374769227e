"""Batches of texts that are alike in length."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dlcli.build.pipeline import Share
from dlcli.build.task import Task
from dlcli.recipe.verdict import verdict
from tests.run.small import task_of

RECIPE = """
name: small
data:
  source: {type: text_folder, path: texts}
  transforms: [{type: text_vectorization, split: character}]
  batch_size: 10
  bucket_batches: 4
layers:
  - {type: embedding, input_dim: "${data.text.vocabulary}", output_dim: 2, mask_zero: true}
  - {type: gru, units: 3}
  - {type: dense, units: 2, activation: softmax}
training: {epochs: 3}
"""
EXAMPLES, BATCHES = 97, 10


def built(folder: Path, *overrides: str) -> Task:
    lengths = np.random.default_rng(0).integers(1, 60, EXAMPLES)
    for number, length in enumerate(lengths):
        path = folder / "texts" / "ab"[number % 2] / f"{number:03d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("xyz"[number % 3] * int(length), "utf-8")
    return task_of(folder, RECIPE, *overrides)


def epoch(task: Task, number: int, *, first: int = 0) -> list[list[int]]:
    """The row numbers of its batches."""
    start = number * BATCHES
    return [task.pipeline.rows_of_update(step) for step in range(start + first, start + BATCHES)]


def width(task: Task) -> float:
    """The numbers that an epoch has, what fills up with them."""
    return float(sum(np.size(batch) for batch, _ in task.pipeline.training(0).take(BATCHES)))


def test_every_example_is_seen_once_and_batches_are_alike_in_length(tmp_path: Path) -> None:
    task, plain = built(tmp_path), built(tmp_path, "data.bucket_batches=1")
    for number in range(2):
        batches = epoch(task, number)
        assert [len(each) for each in batches] == [10] * 9 + [7]
        assert sorted(row for each in batches for row in each) == list(range(EXAMPLES))
    assert epoch(task, 0) != epoch(task, 1)
    assert epoch(task, 0) == epoch(built(tmp_path), 0)
    assert epoch(task, 0) != epoch(built(tmp_path, "seed=1"), 0)
    kept = sum(len(batch[batch > 0]) for batch, _ in ((b.numpy(), y) for b, y in task.pipeline.training(0).take(10)))
    assert width(task) < 1.3 * kept
    assert width(plain) > 1.6 * kept


def test_batches_come_in_no_order_of_length(tmp_path: Path) -> None:
    task = built(tmp_path)
    widths = [batch.shape[1] for batch, _ in task.pipeline.training(0).take(BATCHES)]
    assert widths[:4] != sorted(widths[:4]) or widths[4:8] != sorted(widths[4:8])


def test_replicas_share_a_batch_and_a_later_start_sees_the_same(tmp_path: Path) -> None:
    pipeline = built(tmp_path).pipeline
    whole = [batch.numpy() for batch, _ in pipeline.training(3).take(4)]
    parts = [batch.numpy() for batch, _ in pipeline.training(3, Share(0, 2, 2)).take(8)]
    for number, batch in enumerate(whole):
        for replica in range(2):
            own = parts[2 * number + replica]
            np.testing.assert_array_equal(own, batch[replica::2, : own.shape[1]])
            assert not batch[replica::2, own.shape[1] :].any()


def test_texts_of_one_length_are_refused(tmp_path: Path) -> None:
    built(tmp_path)
    text = RECIPE.replace("split: character", "split: character, output_sequence_length: 9")
    (tmp_path / "small.yaml").write_text(text, "utf-8")
    (told,) = verdict(tmp_path / "small.yaml").diagnostics
    assert told.message == "every example has one length: `bucket_batches` changes nothing"

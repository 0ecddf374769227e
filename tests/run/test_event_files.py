"""TensorBoard's curves of a run that went on."""

from __future__ import annotations

from pathlib import Path

import tensorflow as tf

from dlcli.run.event_files import cut_events
from tests.run.conftest import SMALL, Runs


def steps_of(path: Path) -> list[int]:
    return [tf.compat.v1.Event.FromString(each.numpy()).step for each in tf.data.TFRecordDataset(str(path))]


def test_a_record_that_a_loss_of_power_has_damaged_goes(tmp_path: Path) -> None:
    path = tmp_path / "train" / "events.out.tfevents.1"
    path.parent.mkdir()
    events = [tf.compat.v1.Event(step=step, file_version="x" * 9).SerializeToString() for step in (1, 2, 3, 4)]
    with tf.io.TFRecordWriter(str(path)) as writer:
        for event in events:
            writer.write(event)
    path.write_bytes(path.read_bytes().replace(events[1], b"\xff" * len(events[1])))
    cut_events(tmp_path, after=3)
    assert steps_of(path) == [1, 3]


def test_tensorboard_has_one_point_a_step(runs: Runs) -> None:
    run = runs.train(SMALL, stop=3)
    runs.resume()
    for split in ("train", "validation"):
        points = []
        for path in sorted((run.tensorboard / split).iterdir()):
            for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
                event = tf.compat.v1.Event.FromString(record)
                points += [(event.step, value.tag) for value in event.summary.value]
        assert sorted(step for step, tag in points if tag == "loss") == [3, 6, 9]

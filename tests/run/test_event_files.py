"""TensorBoard's curves of a run that went on."""

from __future__ import annotations

from tests.run.conftest import SMALL, Runs


def test_tensorboard_has_one_point_a_step(runs: Runs) -> None:
    import tensorflow as tf

    run = runs.train(SMALL, stop=3)
    runs.resume()
    for split in ("train", "validation"):
        points = []
        for path in sorted((run.tensorboard / split).iterdir()):
            for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
                event = tf.compat.v1.Event.FromString(record)
                points += [(event.step, value.tag) for value in event.summary.value]
        assert sorted(step for step, tag in points if tag == "loss") == [3, 6, 9]

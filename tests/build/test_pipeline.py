"""What each replica takes of a batch."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.pipeline import Pipeline, Share


class _Rows:
    """A column whose values are the numbers of the rows."""

    batched = True

    def fetch(self, rows: tf.Tensor) -> tf.Tensor:
        return rows


@pytest.mark.parametrize("shuffle", [True, False])
def test_replicas_share_every_batch_one_with_fewer_examples_than_replicas_too(shuffle: bool) -> None:
    pipeline = Pipeline({"x": _Rows()}, {}, {"train": np.arange(100, 109)}, {}, 8, shuffle=shuffle, seed=3)
    whole = [features.numpy().tolist() for features, _ in pipeline.training(0).take(4)]
    assert [len(batch) for batch in whole] == [8, 1, 8, 1]
    for share, worker in ((Share(0, 4, 4), 0), (Share(2, 2, 4), 1)):
        parts = islice(iter(pipeline.training(0, share)), 4 * share.here)
        found = [features.numpy().tolist() for features, _ in parts]
        expected = [batch[replica::4] for batch in whole for replica in range(2 * worker, 2 * worker + share.here)]
        assert found == expected

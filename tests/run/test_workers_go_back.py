"""Two worker processes that go back from an update which is not finite: beside NumPy, as one device is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.run.test_on_nan import BAD, RECIPE, after, poisoned, weights_of
from tests.run.test_workers import launched

pytestmark = [pytest.mark.multiworker, pytest.mark.slow]


def test_two_workers_go_back_to_the_checkpoint_that_the_chief_found(tmp_path: Path, repository: Path) -> None:
    poisoned(tmp_path, BAD)
    with launched(tmp_path, repository, "small.yaml", recipe=RECIPE) as training:
        code, last, _ = training.end()
    told = "".join(training.told)
    assert (code, (tmp_path / last).resolve()) == (0, training.run.path), told
    weights, _ = after([0, 1, 4, 5, 6, 7, 9])
    np.testing.assert_allclose(weights_of(training.run), weights, rtol=1e-12)
    assert told.count("goes on from the checkpoint of step 2, past what led there") == 1, told

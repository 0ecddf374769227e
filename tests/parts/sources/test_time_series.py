"""Windows of series: each against a loop over the rows, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.splits import split_rows
from dlcli.ground.errors import DataError
from dlcli.parts import shelf
from dlcli.parts.sources._source import Source
from dlcli.recipe.split import Split

Make = Callable[..., Source]


@pytest.mark.parametrize(("window", "horizon", "stride"), [(4, 1, 1), (3, 5, 2)])
def test_windows_and_labels_are_those_of_a_loop(source: Make, window: int, horizon: int, stride: int) -> None:
    columns = {"price": "number", "sold": "number"}
    loaded = source("time_series", window=window, horizon=horizon, stride=stride, columns=columns).load()
    # The rows of both shops take turns in the file: step k of the first is 2k, that of the second 2k + 1.
    wanted = [(shop, start) for shop in range(2) for start in range(0, 15 - window - horizon + 1, stride)]
    windows = loaded.features["window"].fetch(tf.range(len(wanted))).numpy()
    assert len(loaded.features["window"]) == len(wanted)
    for row, (shop, start) in enumerate(wanted):
        prices = 2 * np.arange(start, start + window + horizon) + shop
        np.testing.assert_array_equal(windows[row], np.stack([prices, prices**2], axis=1)[:window])
        np.testing.assert_array_equal(np.atleast_1d(loaded.label_values["label"][row]), prices[window:] ** 2)


def test_sunspots_are_better_foretold_than_by_the_last_value_and_by_the_one_of_eleven_years_before() -> None:
    """The two figures that the head of recipes/sequence/lstm_sunspots.yaml gives."""
    loaded = shelf.part("sources", "sunspots").model_validate({"window": 22}).load()
    rows = split_rows(loaded, Split(validation=0.15, test=0.25), seed=0)["test"]
    windows = loaded.features["window"].fetch(tf.constant(rows)).numpy()[:, :, 0]
    wanted = loaded.label_values["label"][rows]
    assert np.abs(wanted - windows[:, -1]).mean() == pytest.approx(25.0, abs=0.1)
    assert np.abs(wanted - windows[:, -11]).mean() == pytest.approx(27.1, abs=0.1)


def test_what_is_wrong_is_told(source: Make, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the longest series has 15 steps, an example has 21"):
        source("time_series", window=20).load()
    with pytest.raises(DataError, match="has no column 'solt'"):
        source("time_series", columns={"solt": "number"}).facts()
    (tmp_path / "bad.csv").write_text("day,sold\n1,2\n2,\n", "utf-8")
    with pytest.raises(DataError, match="column 'sold': the value is missing") as told:
        source("time_series", path=str(tmp_path / "bad.csv"), target="sold", window=1).load()
    assert str(told.value.where).endswith("bad.csv:3")

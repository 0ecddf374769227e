"""One device, several devices and several processes train to the same numbers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.engine.cases import CASES, DIVERGED, QUICK, write_cases
from tests.engine.differences import between
from tests.engine.on_every_strategy import compared, on_all, too_far
from tests.engine.strategies import OTHERS, REFERENCE, train_all
from tests.engine.trains import train

MASKS = """
import keras, tensorflow as tf
from dlcli.keras_objects.replicas import part
one = tf.config.LogicalDeviceConfiguration
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], [one(), one()])
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], tf.distribute.ReductionToOneDevice())
with strategy.scope():
    network = keras.Sequential([keras.Input([200]), keras.layers.Dropout(0.5, seed=3)])
part(network)
masks = tf.function(lambda: strategy.run(lambda: network(tf.ones([1, 200]), training=True)))()
first, second = (each.numpy().ravel() > 0 for each in strategy.experimental_local_results(masks))
print("alike:", (first == second).mean())
"""


def test_two_devices_train_to_the_numbers_of_one(tmp_path: Path) -> None:
    write_cases(tmp_path)
    for name in QUICK:
        train(tmp_path, REFERENCE, name)
    train_all("mirrored-2", [*QUICK, DIVERGED.name], tmp_path, seconds=300)
    table, failures = compared("mirrored-2", QUICK, tmp_path)
    assert failures + too_far("mirrored-2", table) == []
    told = (tmp_path / f"{DIVERGED.name}.mirrored-2.error").read_text("utf-8")
    assert told.startswith("diverged: the loss is not finite: examples 5, learning_rate 0.02, step 5, ")


@pytest.mark.slow
@pytest.mark.multiworker
def test_every_strategy_trains_every_recipe_to_the_numbers_of_one_device(tmp_path: Path) -> None:
    rows, bad = on_all(list(CASES), OTHERS, tmp_path)
    assert bad == []
    assert {row.partition(",")[0] for row in rows} >= set(OTHERS)


@pytest.mark.slow
def test_replicas_draw_other_masks() -> None:
    found = subprocess.run([sys.executable, "-c", MASKS], capture_output=True, text=True, check=True).stdout
    # Of 200 coins half fall alike, give or take 7 on a standard deviation.
    assert 0.3 < float(found.rpartition(":")[2]) < 0.7


def test_a_number_that_one_has_and_the_other_has_not_is_infinitely_far() -> None:
    assert between([1.0, np.nan], [1.0, np.nan]) == 0
    assert between([1.0, 2.0], [1.0, np.nan]) == float("inf")
    assert between([1.0], [1.0, 1.0]) == float("inf")
    assert between([4.0, 2.0], [4.0, 3.0]) == 0.25

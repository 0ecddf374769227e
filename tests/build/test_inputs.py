"""Numbers that are none, or that the type of the network cannot hold, are told with their row before the first step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dlcli.build.opened import open_data
from dlcli.ground.errors import DataError
from dlcli.recipe.check import check
from tests.run.conftest import Train, train

__all__ = ["train"]

RECIPE = """
data: {source: {type: npz, path: data.npz, labels: targets}, batch_size: 8, shuffle: false}
layers: [{type: dense, units: 1}]
training: {epochs: 1}
"""


def write(folder: Path, *, place: tuple[int, int] = (5, 1), value: float = 0.0, target: float = 0.0) -> None:
    features, targets = np.zeros((10, 3)), np.zeros((10, 1))
    features[place], targets[7] = value, target
    np.savez(folder / "data.npz", x=features, targets=targets)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"value": 1e39}, "row 5 of features has 1e+39, too large for float32"),
        ({"target": -1e39}, "row 7 of label has -1e+39, too large for float32"),
    ],
)
def test_numbers_too_large_for_the_weights(tmp_path: Path, numbers: dict[str, float], words: str) -> None:
    write(tmp_path, **numbers)
    (tmp_path / "small.yaml").write_text(RECIPE, "utf-8")
    with pytest.raises(DataError) as caught:
        open_data(check(tmp_path / "small.yaml"))
    assert words in str(caught.value)
    open_data(check(tmp_path / "small.yaml", ["training.precision=float64"]))


def test_what_transforms_make_of_finite_numbers(train: Train, tmp_path: Path) -> None:
    write(tmp_path, value=1e20)
    with pytest.raises(DataError, match="the transforms make inf of row 5 of features"):
        train(RECIPE, "data.transforms=[{type: rescaling, scale: 1.0e30}]")


def test_numbers_too_large_for_float16(train: Train, tmp_path: Path) -> None:
    write(tmp_path, value=70_000)
    with pytest.raises(DataError, match=r"row 5 of features has 70000, too large for float16.*mixed_bfloat16"):
        train(RECIPE, "training.precision=mixed_float16", "layers=[{type: dense, units: 2}, {type: dense, units: 1}]")
    # A single row gives the output, and computes in float32.
    train(RECIPE, "training.precision=mixed_float16")

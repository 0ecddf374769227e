"""Pictures are prepared as each network of `keras.applications` says that it wants them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from dlcli.parts.facts import Feature
from dlcli.parts.transforms._transform import TransformProblem
from tests.parts.cases import read

FEATURE = Feature((5, 4, 3), (0, 255), image=True)
MODES = {
    "caffe": [keras.applications.vgg16, keras.applications.vgg19, keras.applications.resnet],
    "tf": [keras.applications.mobilenet_v2],
    "torch": [keras.applications.densenet],
}


@pytest.mark.parametrize("mode", MODES)
def test_each_application_gets_what_it_wants(mode: str, tmp_path: Path) -> None:
    part: Any = read("transforms", "imagenet_preprocessing", {"mode": mode})
    layer = part.build_for(FEATURE, {})
    images = np.random.default_rng(0).uniform(0, 255, (6, 5, 4, 3)).astype("float32")
    images[0], images[1] = 0, 255
    found = layer(images).numpy()
    for module in MODES[mode]:
        np.testing.assert_allclose(found, module.preprocess_input(images.copy()), atol=1e-5)
    low, high = part.feature(FEATURE).value_range
    assert found.min() == pytest.approx(low, abs=1e-4)
    assert found.max() == pytest.approx(high, abs=1e-4)
    raw = keras.Input((5, 4, 3))
    keras.Model(raw, layer(raw)).save(tmp_path / "model.keras")
    np.testing.assert_array_equal(keras.models.load_model(tmp_path / "model.keras")(images), found)


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (Feature((5, 4, 1), (0, 255)), "three channels"),
        (Feature((12,), (0, 255)), "three channels"),
        (Feature((5, 4, 3), (0, 1)), "from 0 to 255, its input has 0 to 1"),
        (Feature((), text=True), "its input is text"),
    ],
)
def test_other_input_is_refused(feature: Feature, said: str) -> None:
    part: Any = read("transforms", "imagenet_preprocessing", {})
    with pytest.raises(TransformProblem, match=said):
        part.feature(feature)

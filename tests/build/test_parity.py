"""Shipped architectures give what those of `keras.applications` give with the same weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import keras
import numpy as np
import pytest

from dlcli.build.applications import APPLICATIONS
from dlcli.build.matching import Unlike, matched
from dlcli.build.network import build_networks
from dlcli.recipe.check import check
from dlcli.recipe.transfer import PREPARED, Application

RECIPES = Path(__file__).resolve().parents[2] / "recipes" / "vision"
CHEAP = {"mobilenet_v2"}


def network(word: str) -> Any:
    return build_networks(check(RECIPES / f"{word}.yaml"), seed=0)["layers"]


IMAGES = np.random.default_rng(1).uniform(-1, 1, (2, 224, 224, 3)).astype("float32")


def random_weights(model: Any) -> None:
    """Random weights and moments, and a head that gives scores near 1: chances that differ, none of them certain."""
    generator = np.random.default_rng(8)
    for layer in model.layers:
        values = []
        for weight in layer.weights:
            if len(weight.shape) == 1:
                low, high = (-0.1, 0.1) if weight.name in ("bias", "beta", "moving_mean") else (0.7, 1.3)
                values.append(generator.uniform(low, high, weight.shape))
            else:
                fan_in = weight.shape[0] if len(weight.shape) == 2 else np.prod(weight.shape[:3])
                fan_in = 9 if weight.path.endswith("depthwise_kernel") or "depthwise" in weight.path else fan_in
                values.append(generator.normal(0, np.sqrt(2 / fan_in), weight.shape))
        layer.set_weights(values)
    head = model.layers[-1]
    features = keras.Model(model.input, head.input)(IMAGES, training=False).numpy()
    kernel, bias = head.get_weights()
    head.set_weights([kernel / (features @ kernel).std(), bias])


@pytest.mark.parametrize(
    "word", [word if word in CHEAP else pytest.param(word, marks=pytest.mark.slow) for word in sorted(APPLICATIONS)]
)
def test_same_weights_give_the_same_outputs(word: str) -> None:
    theirs = getattr(keras.applications, APPLICATIONS[word])(weights=None)
    random_weights(theirs)
    ours = network(word)
    pairs, left = matched(ours, theirs)
    assert left == []
    assert sum(layer.count_params() for layer, _ in pairs) == theirs.count_params() == ours.count_params()
    for own, other in pairs:
        own.set_weights(other.get_weights())
    wanted = theirs(IMAGES, training=False).numpy()
    np.testing.assert_allclose(ours(IMAGES, training=False).numpy(), wanted, atol=1e-5)
    # Even chances, or a certain class, would be equal whatever the weights.
    assert 0.005 < wanted.max() < 0.5
    assert np.abs(wanted[0] - wanted[1]).max() > 1e-5


def test_every_application_that_can_be_written_is_one_of_these() -> None:
    assert set(get_args(Application)) == set(PREPARED) == set(APPLICATIONS)


def test_other_architectures_are_told_apart() -> None:
    theirs = keras.applications.MobileNetV2(weights=None, alpha=0.35, input_shape=(96, 96, 3))
    with pytest.raises(Unlike, match=r"row conv\.conv2d has Conv2D of 3×3×3×32, Conv1 there Conv2D of 3×3×3×16"):
        matched(network("mobilenet_v2"), theirs)


def test_a_head_of_other_classes_is_left() -> None:
    theirs = keras.applications.MobileNetV2(weights=None, classes=7)
    pairs, left = matched(network("mobilenet_v2"), theirs)
    assert [layer.name for layer in left] == ["dense"]
    assert len(pairs) == 104

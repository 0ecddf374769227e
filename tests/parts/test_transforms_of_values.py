"""Transforms beside their formulas, and what does not fit them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dlcli.build.front import built_transform
from dlcli.parts import shelf
from dlcli.parts.facts import Feature
from dlcli.parts.transforms._transform import Transform, TransformProblem

GENERATOR = np.random.default_rng(0)
PICTURES = GENERATOR.random((2, 3, 4, 3)) * 255
TABLE = GENERATOR.normal(size=(50, 3)) * [1, 10, 0] + [0, 5, 2]


def transform(word: str, **fields: Any) -> Transform:
    found = shelf.part("transforms", word).model_validate(fields)
    assert isinstance(found, Transform)
    return found


def through(word: str, values: np.ndarray, feature: Feature, **fields: Any) -> np.ndarray:
    part = transform(word, **fields)
    part.feature(feature)
    return np.asarray(built_transform(part, feature, dict(part.fit([values[:20], values[20:]])))(values))


def test_each_is_its_formula() -> None:
    picture, table = Feature((3, 4, 3), (0, 255), image=True), Feature((3,))
    grey = PICTURES @ np.array([0.2989, 0.587, 0.114])
    np.testing.assert_allclose(through("grayscale", PICTURES, picture)[..., 0], grey, rtol=1e-4)
    low, high = TABLE.min(axis=0), TABLE.max(axis=0)
    scaled = -1 + 3 * (TABLE - low) / np.where(high > low, high - low, 1)
    np.testing.assert_allclose(through("min_max", TABLE, table, range=[-1, 2]), scaled, atol=1e-5)
    np.testing.assert_allclose(through("clip", TABLE, table, range=[-1, 2]), TABLE.clip(-1, 2), rtol=1e-6)
    positive = np.abs(TABLE)
    np.testing.assert_allclose(
        through("log", positive, table, offset=0.5), np.log(positive + 0.5), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize(
    ("word", "fields", "feature", "said"),
    [
        ("grayscale", {}, Feature((3, 4, 1), image=True), "three channels"),
        ("grayscale", {}, Feature((3,)), "three channels"),
        ("log", {}, Feature((3,), (0.0, 255.0)), "begin at 0, which has no logarithm"),
        ("min_max", {}, Feature((3, None)), "the size of its input's last axis"),
        ("clip", {"range": [0, 1]}, Feature((), text=True), "its input is text"),
    ],
)
def test_what_does_not_fit_is_told(word: str, fields: dict[str, Any], feature: Feature, said: str) -> None:
    with pytest.raises(TransformProblem, match=said):
        transform(word, **fields).feature(feature)


def test_ranges_are_those_of_the_results() -> None:
    given = Feature((3, 4, 3), (0.0, 255.0), image=True)
    assert transform("grayscale").feature(given) == Feature((3, 4, 1), (0.0, 255.0), image=True)
    assert transform("clip", range=[10, 300]).feature(given).value_range == (10.0, 255.0)
    assert transform("log", offset=1.0).feature(given).value_range == pytest.approx((0.0, np.log(256)))

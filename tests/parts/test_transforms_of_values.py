"""Transforms beside their formulas, and what does not fit them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

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


def test_missing_numbers_are_filled_in_and_marked() -> None:
    table = np.array([[1.0, np.nan], [3.0, 4.0], [np.nan, 8.0]] * 10)
    filled = np.array([[1.0, 6.0], [3.0, 4.0], [2.0, 8.0]] * 10)
    np.testing.assert_allclose(through("fill_missing", table, Feature((2,))), filled)
    marked = through("fill_missing", table, Feature((2,)), value=-1, indicator=True)
    np.testing.assert_allclose(marked[:3], [[1, -1, 0, 1], [3, 4, 0, 0], [-1, 8, 1, 0]])
    single = through("fill_missing", table[:, 0], Feature(()), indicator=True)
    np.testing.assert_allclose(single[:3], [[1, 0], [3, 0], [2, 1]])
    with pytest.raises(TransformProblem, match="every number that trains is missing"):
        transform("fill_missing").fit([np.full((4, 2), np.nan)])


def test_categories_have_numbers_by_how_often_they_stand_there() -> None:
    cities = np.array(["Rome", "Oslo", "Rome", "Bern", "Oslo", "Rome", "", "Åsa"] * 5, object)
    kept = transform("string_lookup", max_tokens=4).fit([cities[:20], cities[20:]])
    layer = built_transform(transform("string_lookup", max_tokens=4), Feature((), text=True), dict(kept))
    assert layer(tf.constant(["Rome", "Oslo", "", "Bern", "Paris"])).numpy().tolist() == [1, 2, 3, 0, 0]
    one_hot = through("string_lookup", cities, Feature((), text=True), output_mode="one_hot")
    assert one_hot[:3].tolist() == [[0, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0]]


def test_parts_of_dates_are_those_of_a_calendar() -> None:
    days = [date(1600, 2, 29), date(1899, 12, 31), date(1970, 1, 1), date(2000, 2, 29), date(2024, 3, 1)]
    days += [date(2023, 1, 1) + timedelta(days=number) for number in range(400)]
    texts = np.array([day.isoformat() for day in days], object)
    feature = Feature((), text=True, kind="date")
    found = through("date_parts", texts, feature, parts=["days", "year", "month", "day", "weekday", "hour"])
    since = date(1970, 1, 1).toordinal()
    wanted = [[day.toordinal() - since, day.year, day.month, day.day, day.weekday(), 0] for day in days]
    np.testing.assert_array_equal(found, wanted)
    times = through("date_parts", np.array(["2024-02-29 13:45", "2024-02-29T07:05:09"] * 10, object), feature,
                    parts=["hour", "minute"])  # fmt: skip
    assert times[:2].tolist() == [[13, 45], [7, 5]]


@pytest.mark.parametrize(
    ("word", "fields", "feature", "said"),
    [
        ("grayscale", {}, Feature((3, 4, 1), image=True), "three channels"),
        ("grayscale", {}, Feature((3,)), "three channels"),
        ("log", {}, Feature((3,), (0.0, 255.0)), "begin at 0, which has no logarithm"),
        ("min_max", {}, Feature((3, None)), "the size of its input's last axis"),
        ("clip", {"range": [0, 1]}, Feature((), text=True), "its input is text"),
        ("string_lookup", {}, Feature((3,)), "takes text, its input is numbers"),
        ("date_parts", {}, Feature((), text=True, kind="text"), "takes a column of dates"),
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

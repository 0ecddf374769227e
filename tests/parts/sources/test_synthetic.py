"""Examples made by a rule: right by the rule, each a pure function of its number, no setting without an effect."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from dlcli.parts import shelf
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Loaded
from dlcli.parts.sources._tasks import TASKS
from dlcli.parts.sources._tasks_of_text import MONTHS

OTHER: dict[str, Any] = {
    "length": 11, "symbols": 3, "digits": 2, "classes": 4, "noise": 0.3, "mean": 2.5, "stddev": 0.5, "dimensions": 3,
}  # fmt: skip


def loaded(task: str, examples: int = 200, **fields: Any) -> Loaded:
    source: Any = shelf.part("sources", "synthetic").model_validate({"task": task, "examples": examples, **fields})
    found: Loaded = source.load()
    assert source.facts() == found.facts
    return found


def arrays(source: Loaded) -> dict[str, np.ndarray]:
    columns = {**source.features, **source.labels}
    found = {name: each.values for name, each in columns.items() if isinstance(each, ArrayColumn)}
    assert found.keys() == columns.keys()
    return found


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(one[name].shape == other[name].shape and (one[name] == other[name]).all() for name in one)


@pytest.mark.parametrize("task", TASKS)
def test_an_example_hangs_on_seed_and_number_alone(task: str) -> None:
    few, many = arrays(loaded(task, 20)), arrays(loaded(task, 40))
    assert same(few, {name: values[:20] for name, values in many.items()})
    assert not same(few, arrays(loaded(task, 20, seed=1)))
    assert loaded(task, 20).fingerprint != loaded(task, 20, seed=1).fingerprint


@pytest.mark.parametrize(("task", "field"), [(task, field) for task in TASKS for field in TASKS[task].defaults])
def test_each_setting_changes_the_examples(task: str, field: str) -> None:
    assert not same(arrays(loaded(task)), arrays(loaded(task, **{field: OTHER[field]})))


def test_a_setting_of_another_task_is_refused() -> None:
    with pytest.raises(ValidationError, match="wrong-value"):
        loaded("sine", digits=3)


def test_what_the_shapes_say_is_there() -> None:
    for task in TASKS:
        source = loaded(task)
        for name, feature in source.facts.features.items():
            values = arrays(source)[name]
            assert values.shape[1:] == feature.shape
            assert (values.dtype == object) == feature.text
            if feature.value_range:
                assert values.min() >= feature.value_range[0]
                assert values.max() <= feature.value_range[1]
        for name, label in source.facts.labels.items():
            values = arrays(source)[name]
            assert values.shape[1:] == label.shape
            if label.kind == "classes":
                assert set(np.unique(values)) == set(range(label.classes or 0))


def test_gaussian_numbers_have_their_mean_and_deviation() -> None:
    values = arrays(loaded("gaussian", 5000, mean=3, stddev=2))["features"]
    assert values.mean() == pytest.approx(3, abs=0.1)
    assert values.std() == pytest.approx(2, abs=0.1)


def test_adding_is_the_sum_of_the_two_that_are_marked() -> None:
    found = arrays(loaded("adding", length=12))
    values, marks = found["features"][..., 0], found["features"][..., 1]
    assert (marks.sum(1) == 2).all()
    assert (marks[:, :6].sum(1) == 1).all()
    np.testing.assert_allclose(found["label"], (values * marks).sum(1))


def test_copy_asks_for_the_symbols_after_the_blanks() -> None:
    found = arrays(loaded("copy", length=7, symbols=3))
    given, wanted = found["features"], found["label"]
    assert given.shape == wanted.shape == (200, 14)
    assert (given[:, 3:10] == 0).all()
    assert (given[:, 10] == 9).all()
    assert (given[:, :3] == wanted[:, 11:]).all()
    assert (wanted[:, :11] == 0).all()


def test_xor_is_no_matter_of_one_number_or_the_other() -> None:
    found = arrays(loaded("xor", 500))
    assert (found["label"] == (found["features"] > 0.5).sum(1) % 2).mean() > 0.99


def test_order_says_nothing_by_its_words_alone() -> None:
    found = arrays(loaded("order", 2000))
    words = CountVectorizer().fit_transform(found["text"])
    judge = LogisticRegression(max_iter=1000).fit(words[:1000], found["label"][:1000])
    assert judge.score(words[1000:], found["label"][1000:]) == pytest.approx(0.5, abs=0.06)
    for text, label in zip(found["text"][:100], found["label"][:100], strict=True):
        first, second = re.findall("cat|dog", text)
        chaser = second if "is chased by" in text else first
        assert ("cat", "dog")[label] == chaser


def test_sums_words_and_dates_are_right() -> None:
    for pair in zip(*arrays(loaded("addition")).values(), strict=True):
        assert sum(map(int, pair[0].split("+"))) == int(pair[1])
    for word, back in zip(*arrays(loaded("reverse")).values(), strict=True):
        assert word == back[::-1]
    for text, iso in zip(*arrays(loaded("dates")).values(), strict=True):
        day = date.fromisoformat(iso)
        assert str(day.day) in text
        assert str(day.year) in text
        assert any(name.lower() in text.lower() for name in (MONTHS[day.month - 1][:3], str(day.month)))

"""Mistakes in `classes` and `positive`: those that need no data, and those that only the data shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from dlcli.ground.errors import DataError
from dlcli.parts.sources._source import Source

Make = Callable[..., Source]


@pytest.mark.parametrize(
    ("fields", "place", "code"),
    [
        ({"classes": ["cat", "dgo"]}, ("classes", 1), "unknown-class"),
        ({"classes": ["cat", "dog", "cat"]}, ("classes", 2), "duplicate-class"),
        ({"classes": []}, ("classes",), "no-classes"),
        ({"classes": "cat"}, ("classes",), "wrong-value"),
        ({"classes": ["cat", True]}, ("classes", 1), "string_type"),
        ({"positive": "cat"}, ("positive",), "not-two-classes"),
        ({"classes": ["cat", "dog", "cow"], "positive": "cat"}, ("positive",), "not-two-classes"),
        ({"classes": ["cat", "dog"], "positive": "cow"}, ("positive",), "unknown-class"),
        ({"classes": ["cat", "dgo"], "positive": "cow"}, ("classes", 1), "unknown-class"),
        ({"limit_per_class": 0}, ("limit_per_class",), "wrong-value"),
    ],
)
def test_a_mistake_in_the_recipe_stands_at_its_place(
    source: Make, fields: dict[str, Any], place: tuple[str | int, ...], code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        source("animals", **fields)
    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [(place, code)]


def test_an_unknown_class_is_told_with_what_was_meant(source: Make) -> None:
    with pytest.raises(ValidationError) as caught:
        source("animals", classes=["dgo", "cow"])
    (error,) = caught.value.errors()
    assert error["msg"] == "animals has no class 'dgo'"
    assert error["ctx"]["label"] == "did you mean 'dog'?"
    assert error["ctx"]["help"].startswith("it has bear, bird, cat")


def test_a_class_may_be_written_as_a_number(source: Make) -> None:
    label = source("digits", classes=[8, 3]).load().facts.labels["label"]
    assert label.names == ("8", "3")


def test_two_known_classes_need_no_naming(source: Make) -> None:
    label = source("breast_cancer", positive="malignant").load().facts.labels["label"]
    assert (label.kind, label.names) == ("binary", ("benign", "malignant"))


@pytest.mark.parametrize("word", ["csv", "image_folder"])
def test_the_data_shows_an_unknown_class(source: Make, word: str) -> None:
    for step in (source(word, classes=["dgo"]).facts, source(word, classes=["dgo"]).load):
        with pytest.raises(DataError, match=r"has no class 'dgo'; .*it has (fern, rose|cat, dog)"):
            step()


def test_the_data_shows_that_there_are_not_two_classes(source: Make) -> None:
    with pytest.raises(DataError, match=r"`positive` needs two classes, '.*a.npz' has 3"):
        source("npz", positive=1).load()

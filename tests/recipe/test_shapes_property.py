"""Lists of layers with generated arguments: each shape rule gives Keras's own answer, or both refuse."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dlcli.parts.layers._attention import Attending
from dlcli.parts.layers._layer import ShapeProblem
from tests.parts.cases import changed, example, field_names, read
from tests.parts.test_every_layer import WORDS, beyond_keras, keras_answer

STARTS = ((7,), (6, 4), (5, 1), (8, 9, 4), (10, 10, 3), (None, 4), (None, 7, 2), (5, 6, 7, 2), (2, 2, 3), (1, 1))
LONGEST = 4
pytestmark = pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
NEVER = re.compile(r"name|from|.*_initializer|.*_regularizer")
"""Keys that decide no shape."""
numbers = st.integers(0, 6) | st.lists(st.integers(1, 4), min_size=1, max_size=3) | st.floats(0, 1, width=16)
picks = st.lists(
    st.tuples(st.sampled_from(WORDS), st.lists(st.tuples(st.integers(0, 99), numbers | st.none()), max_size=5)),
    min_size=1,
    max_size=LONGEST,
)


@cache
def values(word: str) -> dict[str, list[Any]]:
    """For each key of a word the values that may stand there, by discovery."""
    keys = {name: key for key, name in field_names("layers", word).items()}
    found: dict[str, list[Any]] = {key: [] for key in keys.values() if not NEVER.fullmatch(key)}
    for name, fields in changed("layers", word, most=12):
        if keys[name] in found:
            found[keys[name]].append(fields[keys[name]])
    return found


def with_arguments(word: str, draws: list[tuple[int, Any]]) -> Any:
    """The word's example with some arguments changed, as far as the part takes them together."""
    fields, known = example("layers", word), values(word)
    for number, value in draws if known else ():
        key = sorted(known)[number % len(known)]
        chosen = known[key][number % len(known[key])] if value is None and known[key] else value
        try:
            read("layers", word, {**fields, key: chosen})
        except ValidationError:
            continue
        fields = {**fields, key: chosen}
    return read("layers", word, fields)


def agree(start: tuple[int | None, ...], rows: list[tuple[str, list[tuple[int, Any]]]]) -> None:
    """Goes down the list as far as its rows fit."""
    shapes: list[Any] = [start]
    for word, draws in rows:
        if shapes[-1] is None or None in shapes[-1][-1:]:
            return  # Keras makes no weights for an unknown number of features, the rule leaves it unknown.
        part = with_arguments(word, draws)
        inputs = shapes[-1:] if part.most_inputs == 1 else shapes[-2:] if len(shapes) > 1 else shapes * 2
        try:
            ours = part.output_shape(*inputs), [tuple(weight) for weight in part.weight_shapes(*inputs)]
        except ShapeProblem:
            ours = None
        theirs = keras_answer(part, part.build(), inputs)
        if ours is None:
            assert theirs is None or beyond_keras(part, inputs) or refused_on_purpose(part, inputs), (
                f"{part!r} refuses {inputs}, Keras makes {theirs}"
            )
            continue
        assert ours == theirs, f"{part!r} on {inputs}"
        shapes.append(ours[0])


def refused_on_purpose(part: Any, inputs: list[Any]) -> bool:
    """Keras repeats the one feature of a query for keys of many, and counts numbers over an axis of size 1."""
    repeats = isinstance(part, Attending) and len({shape[-1] for shape in inputs}) > 1
    return repeats or (part.word == "category_encoding" and len(inputs[0]) > 1)


def examples(count: int) -> Any:
    return settings(
        max_examples=count, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


@examples(60)
@given(start=st.sampled_from(STARTS), rows=picks)
def test_shape_rules_and_keras_agree(start: tuple[int | None, ...], rows: list[Any]) -> None:
    agree(start, rows)


@pytest.mark.slow
@examples(2000)
@given(start=st.sampled_from(STARTS), rows=picks)
def test_shape_rules_and_keras_agree_on_many(start: tuple[int | None, ...], rows: list[Any]) -> None:
    agree(start, rows)

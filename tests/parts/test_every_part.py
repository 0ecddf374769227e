"""Promises that every part keeps; the parts are found on the shelves, and their docstrings' examples are the data."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from pydantic import ValidationError

from dlcli.parts import shelf
from tests.parts.cases import (
    all_words,
    built,
    changed,
    example,
    field_names,
    fitted,
    follows_figures,
    full_shape,
    keras_arguments,
    read,
    texts_of,
    words_in_keras,
)

IN_KERAS = words_in_keras()
SCHEDULES = [each for each in all_words("schedules") if not follows_figures(*each)]


def config(part: Any) -> str:
    """Everything that Keras knows of the part's objects, but the names that it counts up itself."""
    # Keras leaves some arguments of a loss, and an initializer's gain, out of its configuration.
    configs = [
        {
            "class": type(thing).__name__,
            **thing.get_config(),
            **getattr(thing, "_fn_kwargs", {}),
            "gain": getattr(thing, "gain", None),
        }
        for thing in built(part)
    ]
    for entry in configs:
        if "name" not in field_names(part.kind, part.word) or part.kind == "layers":
            entry.pop("name", None)
    return json.dumps(configs, default=str, sort_keys=True)


@pytest.mark.parametrize(("kind", "word"), all_words())
def test_docstring_says_what_it_is_and_its_example_is_valid(kind: str, word: str) -> None:
    first = (shelf.part(kind, word).__doc__ or "").partition("\n")[0]
    assert len(first) > 3
    assert first.endswith(".")
    part = read(kind, word, example(kind, word))
    assert part.word == word
    assert part.kind == kind


@pytest.mark.parametrize(("kind", "word"), all_words())
def test_unknown_key_is_refused(kind: str, word: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read(kind, word, {**example(kind, word), "no_such_key": 1})
    (mistake,) = caught.value.errors()
    assert mistake["type"] == "unknown-key"
    assert mistake["loc"] == ("no_such_key",)
    assert mistake["ctx"]["owner"] == word


@pytest.mark.parametrize(("kind", "word"), all_words())
def test_what_is_written_back_reads_as_the_same(kind: str, word: str) -> None:
    part = read(kind, word, example(kind, word))
    written = part.model_dump(by_alias=True, exclude_unset=True)
    assert written.pop("type") == word
    assert read(kind, word, json.loads(json.dumps(written))) == part


@pytest.mark.parametrize(("kind", "word"), IN_KERAS)
def test_every_field_is_an_argument_in_keras(kind: str, word: str) -> None:
    part = read(kind, word, example(kind, word))
    ours = set(type(part).model_fields) - part.own
    for thing in built(part):
        assert ours <= keras_arguments(thing)


@pytest.mark.parametrize(("kind", "word"), IN_KERAS)
def test_changing_a_field_changes_what_is_built(kind: str, word: str) -> None:
    part = read(kind, word, example(kind, word))
    # The graph reads a row's name and source; the engine a loss's weights, as tests of tests/run hold.
    elsewhere = {
        "layers": {"name", "source", "exported", "given", "use_causal_mask", "initial_state"},
        "losses": {"weight", "class_weight"},
    }.get(kind, set())
    if kind == "optimizers":
        elsewhere = {"learning_rate_multipliers", "exclude_from_weight_decay"}
    if kind == "schedules":
        elsewhere = {"unit"}
    elsewhere &= set(type(part).model_fields)
    plain, effective = config(part), set(elsewhere)
    for name, fields in changed(kind, word, most=3):
        if name not in elsewhere and config(read(kind, word, fields)) != plain:
            effective.add(name)
    assert effective == set(type(part).model_fields)


@pytest.mark.parametrize(("kind", "word"), SCHEDULES)
def test_schedule_gives_the_rates_of_keras(kind: str, word: str) -> None:
    cases = [example(kind, word), *(fields for _, fields in changed(kind, word, most=3))]
    for fields in cases:
        schedule: Any = read(kind, word, fields)
        theirs = schedule.build()
        for step in (0, 1, 2, 4, 5, 6, 9, 10, 11, 19, 20, 24, 25, 26, 100):
            assert schedule.value(step) == pytest.approx(float(theirs(np.int64(step))), rel=2e-5, abs=1e-8), (
                fields,
                step,
            )


@pytest.mark.parametrize(("kind", "word"), all_words("schedules"))
def test_schedule_without_a_length_takes_the_trainings(kind: str, word: str) -> None:
    fields = example(kind, word)
    whole: Any = read(kind, word, fields)
    assert whole.with_length(1000) == whole
    if fields.pop("decay_steps", None) is not None:
        open_ended: Any = read(kind, word, fields)
        with pytest.raises(ValueError, match="with_length"):
            open_ended.build()
        lasting = open_ended.with_length(30)
        assert lasting.value(30) == pytest.approx(lasting.with_length(99).value(30))
        assert lasting.build().decay_steps == 30 - fields.get("warmup_steps", 0)


@pytest.mark.parametrize(("kind", "word"), all_words("transforms"))
def test_transform_says_what_its_layer_makes(kind: str, word: str) -> None:
    for fields in (example(kind, word), *(fields for _, fields in changed(kind, word, most=2))):
        transform: Any = read(kind, word, fields)
        found = fitted(transform)
        assert found, f"{word} takes none of the features"
        for feature, layer in found:
            said = transform.feature(feature)
            low, high = feature.value_range or (0.0, 1.0)
            numbers = np.random.default_rng(1).choice([low, high, (low + high) / 2], full_shape(feature))
            texts = tf.constant(texts_of(feature)[:1])
            made = np.asarray(layer(texts)[0] if feature.text else layer(numbers.astype("float32")))
            if said.shape is not None:
                assert made.ndim == len(said.shape)
                assert all(size in (None, real) for size, real in zip(said.shape, made.shape, strict=True))
            if said.value_range is not None:
                slack = 1e-4 * max(map(abs, said.value_range))
                assert said.value_range[0] - slack <= made.min()
                assert made.max() <= said.value_range[1] + slack


@pytest.mark.parametrize(("kind", "word"), SCHEDULES)
def test_lengths_in_epochs_are_so_many_updates(kind: str, word: str) -> None:
    fields = example(kind, word)
    schedule: Any = read(kind, word, fields)
    if not schedule.lengths:
        return
    counted = {name: fields[name] for name in schedule.lengths if fields.get(name)}
    epochs: Any = read(kind, word, {**fields, "unit": "epochs"})
    # A boundary is the last update before a change, so it comes one before the epoch's end.
    longer = {
        name: [7 * each - 1 for each in value] if isinstance(value, list) else 7 * value
        for name, value in counted.items()
    }
    wanted: Any = read(kind, word, {**fields, **longer})
    found = epochs.in_updates(7)
    if word == "warmup":
        wanted = wanted.model_copy(update={"then": wanted.then.in_updates(7)})
    assert [found.value(step) for step in range(200)] == [wanted.value(step) for step in range(200)]

"""What parts say of a mistake: its code, the key at fault, the words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from dlcli.parts.facts import Feature
from dlcli.parts.layers._layer import ShapeProblem
from dlcli.parts.transforms._transform import TransformProblem
from tests.parts.cases import all_words, example, read


@pytest.mark.parametrize(
    ("kind", "word", "fields", "place", "expected"),
    [
        ("layers", "conv2d", {"filters": 1, "kernel_size": [3]}, ("kernel_size",), "list of 2"),
        ("layers", "conv1d", {"filters": 1, "kernel_size": [3, 3]}, ("kernel_size",), "list of 1"),
        ("layers", "max_pooling3d", {"pool_size": [2, 2]}, ("pool_size",), "list of 3"),
        (
            "layers",
            "conv2d",
            {"filters": 1, "kernel_size": 3, "strides": 2, "dilation_rate": [1, 2]},
            ("dilation_rate",),
            "strides",
        ),
        ("layers", "conv2d", {"filters": 5, "kernel_size": 3, "groups": 2}, ("groups",), "divisor of filters (5)"),
        ("layers", "reshape", {"target_shape": [-1, -1]}, ("target_shape",), "one of which may be -1"),
        ("layers", "concatenate", {"axis": 0}, ("axis",), "first axis after the batch"),
        ("layers", "zero_padding1d", {"padding": [[1, 1], [1, 1]]}, ("padding",), "[before, after]"),
        ("optimizers", "adam", {"learning_rate": 0}, ("learning_rate",), "above 0, or a schedule"),
        ("optimizers", "adam", {"learning_rate": float("nan")}, ("learning_rate",), "above 0, or a schedule"),
        ("optimizers", "sgd", {"nesterov": True}, ("nesterov",), "momentum"),
        ("optimizers", "adam", {"clipnorm": 1, "clipvalue": 1}, ("clipvalue",), "clipnorm"),
        (
            "schedules",
            "cosine_decay",
            {"initial_learning_rate": 1, "warmup_steps": 5},
            ("warmup_steps",),
            "warmup_target",
        ),
        (
            "schedules",
            "cosine_decay",
            {"initial_learning_rate": 1, "warmup_target": 2},
            ("warmup_steps",),
            "warmup_target",
        ),
        (
            "schedules",
            "piecewise_constant_decay",
            {"boundaries": [3, 1], "values": [1, 2, 3]},
            ("boundaries",),
            "above",
        ),
        ("schedules", "piecewise_constant_decay", {"boundaries": [1, 3], "values": [1, 2]}, ("values",), "list of 3"),
        ("initializers", "random_uniform", {"minval": 1}, ("maxval",), "above minval"),
        ("transforms", "scale_to", {"range": [1, 1]}, ("range",), "second above the first"),
    ],
)
def test_wrong_value_is_refused_at_its_key(
    kind: str, word: str, fields: dict[str, Any], place: tuple[str, ...], expected: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        read(kind, word, fields)
    (mistake,) = caught.value.errors()
    assert mistake["type"] == "wrong-value"
    assert mistake["loc"] == place
    assert expected in mistake["ctx"]["expected"]


@pytest.mark.parametrize("key", ["name", "from"])
def test_activation_inside_a_layer_is_no_row(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read("layers", "dense", {"units": 3, "activation": {"type": "relu", key: "other"}})
    (mistake,) = caught.value.errors()
    assert mistake["type"] == "unknown-key"
    assert mistake["loc"] == ("activation", key)


@pytest.mark.parametrize(
    ("word", "fields", "shapes", "told"),
    [
        (
            "conv2d",
            {},
            [(28, 28)],
            (None, "conv2d takes (height, width, channels), its input is (28, 28)", "[28, 28, 1]"),
        ),
        ("conv2d", {}, [(784,)], (None, "its input is (784,)", "flat")),
        (
            "conv2d",
            {"kernel_size": 5},
            [(4, 4, 1)],
            ("kernel_size", "kernel (5, 5) is larger than its input (4, 4)", "same"),
        ),
        ("max_pooling2d", {}, [(1, 1, 8)], ("pool_size", "window (2, 2) is larger than its input (1, 1)", "same")),
        ("conv2d", {"groups": 2}, [(4, 4, 3)], ("groups", "3 input channels between 2 groups", "divide 3")),
        ("reshape", {"target_shape": [5, -1]}, [(28,)], ("target_shape", "28 numbers cannot be divided by 5", "28")),
        ("reshape", {"target_shape": [5, 5]}, [(28,)], ("target_shape", "28 numbers do not fill 25 places", "28")),
        ("add", {}, [(3,), (4,)], (None, "add cannot bring together (3,) and (4,)", "equal")),
        ("add", {}, [(3,)], (None, "add takes two inputs or more, it is given 1", "from")),
        ("subtract", {}, [(3,), (3,), (3,)], (None, "subtract takes two inputs, it is given 3", "from")),
        ("concatenate", {"axis": 3}, [(2, 3), (2, 3)], ("axis", "concatenate has no axis 3 in (2, 3)", "last")),
        (
            "concatenate",
            {},
            [(2, 3), (3, 3)],
            (None, "concatenate cannot join (2, 3) and (3, 3) along axis -1", "equal"),
        ),
    ],
)
def test_shapes_that_do_not_fit_are_told(
    word: str, fields: dict[str, Any], shapes: list[Any], told: tuple[str | None, str, str]
) -> None:
    part: Any = read("layers", word, {**example("layers", word), **fields})
    with pytest.raises(ShapeProblem) as caught:
        part.output_shape(*shapes)
    field, message, advice = told
    assert message in caught.value.message
    assert advice in caught.value.help
    assert caught.value.field == field


@pytest.mark.parametrize(("kind", "word"), all_words("transforms"))
def test_transforms_refuse_text(kind: str, word: str) -> None:
    transform: Any = read(kind, word, example(kind, word))
    with pytest.raises(TransformProblem, match="takes numbers, its input is text"):
        transform.feature(Feature((), text=True))


def test_scale_to_needs_a_range() -> None:
    transform: Any = read("transforms", "scale_to", {"range": [0, 1]})
    with pytest.raises(TransformProblem, match="needs the range"):
        transform.feature(Feature((4,)))
    with pytest.raises(TransformProblem, match="begins and ends at 3"):
        transform.feature(Feature((4,), (3.0, 3.0)))


def test_normalization_learns_over_batches_without_losing_digits() -> None:
    rows = np.random.default_rng(2).normal([1e8, 3.0, 0.1], [1.0, 2.0, 0.0], (1000, 3))
    transform: Any = read("transforms", "normalization", {})
    learned = transform.fit(rows[start : start + 7] for start in range(0, 1000, 7))
    np.testing.assert_allclose(learned["mean"], rows.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(learned["variance"][:2], rows.var(axis=0)[:2], rtol=1e-6)
    assert learned["variance"][2] == 1.0
    layer = transform.build_for(Feature((3,)), learned)
    assert float(layer(rows[:1].astype("float32"))[0, 2]) == 0.0


def test_normalization_of_nothing_is_refused() -> None:
    transform: Any = read("transforms", "normalization", {})
    with pytest.raises(TransformProblem, match="no examples"):
        transform.fit([])

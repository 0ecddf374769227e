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
        ("layers", "zero_padding3d", {"padding": [1, 1]}, ("padding",), "[depth, height, width]"),
        ("layers", "cropping2d", {"cropping": [[1, 1]]}, ("cropping",), "[height, width]"),
        ("layers", "permute", {"dims": [1, 3]}, ("dims",), "each axis once"),
        ("layers", "dot", {"axes": 0}, ("axes",), "first after the batch"),
        ("layers", "adaptive_max_pooling2d", {"output_size": 1}, ("output_size",), "global_max_pooling2d"),
        ("layers", "group_normalization", {"groups": 0}, ("groups",), "-1"),
        (
            "layers",
            "conv2d_transpose",
            {"filters": 1, "kernel_size": 3, "strides": 2, "output_padding": [0, 2]},
            ("output_padding",),
            "less than strides (2)",
        ),
        (
            "layers",
            "conv1d_transpose",
            {"filters": 1, "kernel_size": 2, "padding": "same", "output_padding": 0},
            ("output_padding",),
            "kernel_size is even",
        ),
        ("layers", "bidirectional", {"layer": {"type": "dense", "units": 3}}, ("layer",), "a recurrent layer"),
        ("layers", "time_distributed", {"layer": "add"}, ("layer",), "one input"),
        ("layers", "time_distributed", {"layer": {"type": "sequential", "layers": []}}, ("layer",), "one input"),
        ("layers", "einsum_dense", {"equation": "ab,bc", "output_shape": [3]}, ("equation",), "abc,cd->abd"),
        ("layers", "einsum_dense", {"equation": "ab,bc->ad", "output_shape": [3]}, ("equation",), "abc,cd->abd"),
        ("layers", "einsum_dense", {"equation": "ab,bc->ac", "output_shape": [3, 3]}, ("output_shape",), "list of 1"),
        (
            "layers",
            "einsum_dense",
            {"equation": "ab,bc->ac", "output_shape": [3], "bias_axes": "a"},
            ("bias_axes",),
            "letters of 'c'",
        ),
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
        (
            "schedules",
            "reduce_on_plateau",
            {"initial_learning_rate": 0.1, "min_lr": 0.1},
            ("min_lr",),
            "less than initial_learning_rate (0.1)",
        ),
        (
            "schedules",
            "warmup",
            {"warmup_steps": 2, "then": {"type": "reduce_on_plateau", "initial_learning_rate": 0.1}},
            ("then",),
            "reduce_on_plateau goes by the training's figures",
        ),
        ("schedules", "warmup", {"warmup_steps": 2, "then": 0}, ("then",), "above 0, or a schedule"),
        ("initializers", "random_uniform", {"minval": 1}, ("maxval",), "above minval"),
        ("augmentations", "random_rotation", {"factor": 1.5}, ("factor",), "a number from 0 to 1"),
        ("augmentations", "random_rotation", {"factor": -0.1}, ("factor",), "a list of two from -1 to 1"),
        ("augmentations", "random_rotation", {"factor": [0.2, 0.1]}, ("factor",), "the lower one first"),
        ("augmentations", "random_zoom", {"height_factor": [-1, 0]}, ("height_factor",), "above -1"),
        ("augmentations", "random_zoom", {"height_factor": 1}, ("height_factor",), "below 1"),
        ("augmentations", "random_contrast", {"factor": [-0.1, 0.1]}, ("factor",), "a list of two from 0 to 1"),
        (
            "augmentations",
            "random_rotation",
            {"factor": 0.1, "fill_value": 1},
            ("fill_value",),
            "fill_mode is constant",
        ),
        ("augmentations", "gaussian_noise", {"stddev": 0}, ("stddev",), "above 0"),
        ("augmentations", "random_saturation", {"factor": 0.2}, ("factor",), "a list of two numbers from 0 to 1"),
        ("augmentations", "random_saturation", {"factor": [0.7, 0.3]}, ("factor",), "the lower one first"),
        ("augmentations", "random_hue", {"factor": [-0.1, 0.1]}, ("factor",), "a list of two from 0 to 1"),
        ("augmentations", "random_gaussian_blur", {"kernel_size": 4}, ("kernel_size",), "an odd number from 3"),
        ("augmentations", "random_choice", {"augmentations": []}, ("augmentations",), "at least one augmentation"),
        (
            "augmentations",
            "random_choice",
            {"augmentations": ["random_flip"], "probabilities": [0.5, 0.5]},
            ("probabilities",),
            "a number for each augmentation (1)",
        ),
        ("augmentations", "random_gaussian_blur", {"factor": 0}, ("factor",), "above 0"),
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
            "lstm",
            {},
            [(28, 28, 1)],
            (None, "lstm takes (steps, features), its input is (28, 28, 1)", "target_shape: [28, 28]"),
        ),
        ("lstm", {}, [(784,)], (None, "its input is (784,)", "reshape")),
        ("gru", {}, [(8,)], (None, "its input is (8,)", "return_sequences: true there")),
        ("conv1d", {}, [(8,)], (None, "conv1d takes (steps, channels)", "return_sequences: true there")),
        ("bidirectional", {}, [(8,)], ("layer", "lstm takes (steps, features)", "return_sequences")),
        ("time_distributed", {}, [(8,)], (None, "time_distributed takes (steps, …)", "return_sequences")),
        (
            "time_distributed",
            {"layer": {"type": "conv2d", "filters": 1, "kernel_size": 2}},
            [(5, 8)],
            ("layer", "conv2d takes (height, width, channels), its input is (8,)", "flat"),
        ),
        ("attention", {}, [(8,), (5, 8)], (None, "its query is (8,)", "repeat_vector")),
        ("attention", {}, [(3, 8), (5, 7)], (None, "a query of 8 features with keys of 7", "dense")),
        ("multi_head_attention", {}, [(3, 8), (5, 7), (4, 7)], (None, "a key for each value", "equally many")),
        ("attention", {}, [(3, 8)] * 4, (None, "one to three inputs, it is given 4", "query")),
        ("repeat_vector", {}, [(3, 8)], (None, "repeat_vector takes (features)", "return_sequences")),
        ("permute", {}, [(3, 8, 2)], ("dims", "orders 2 axes", "3 numbers")),
        ("cropping1d", {}, [(2, 4)], ("cropping", "leaves nothing", "less")),
        ("group_normalization", {}, [(4, 5)], ("groups", "5 channels between 2 groups", "divide 5")),
        ("prelu", {"shared_axes": [3]}, [(4, 5)], ("shared_axes", "no axis 3", "first axis")),
        ("prelu", {"shared_axes": [2]}, [(None, 5)], (None, "no fixed size", "shared_axes: [1]")),
        ("conv_lstm2d", {}, [(5, None, 8, 3)], (None, "needs to know all sizes", "resize")),
        ("adaptive_max_pooling1d", {}, [(None, 3)], ("output_size", "cannot cut (?,)", "fixed size")),
        ("dot", {}, [(3, 4), (3, 5)], ("axes", "adds along 4 and 5 places", "equally long")),
        ("category_encoding", {"output_mode": "count"}, [(3, 4)], (None, "takes (numbers)", "one_hot")),
        ("einsum_dense", {}, [(3,)], ("equation", "abc,cd->abd reads 2 axes", "axis")),
        ("einsum_dense", {"output_shape": [5, 8]}, [(3, 4)], ("output_shape", "'b' is 3 in the input, 5", "-1")),
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


@pytest.mark.parametrize(
    ("word", "fields", "shape", "told"),
    [
        ("dense", {"bias_initializer": "orthogonal"}, (3,), ("bias_initializer", "orthogonal does not fit the bias")),
        ("conv2d", {"kernel_initializer": "identity"}, (4, 4, 1), ("kernel_initializer", "which has 4 axes")),
        ("conv1d", {"kernel_regularizer": "orthogonal_regularizer"}, (4, 1), ("kernel_regularizer", "has 3 axes")),
        (
            "time_distributed",
            {"layer": {"type": "dense", "units": 2, "bias_initializer": "identity"}},
            (4, 1),
            ("layer", "identity does not fit the bias of dense, which has 1 axis"),
        ),
    ],
)
def test_initializers_that_need_a_matrix_are_told(
    word: str, fields: dict[str, Any], shape: tuple[int, ...], told: tuple[str, str]
) -> None:
    part: Any = read("layers", word, {**example("layers", word), **fields})
    with pytest.raises(ShapeProblem, match=told[1]) as caught:
        part.checked_weights(shape)
    assert caught.value.field == told[0]


@pytest.mark.parametrize("key", ["name", "from"])
def test_layer_inside_a_wrapper_is_no_row(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read("layers", "bidirectional", {"layer": {"type": "lstm", "units": 3, key: "other"}})
    (mistake,) = caught.value.errors()
    assert mistake["type"] == "unknown-key"
    assert mistake["loc"] == ("layer", key)


OF_WORDS = ("text_vectorization", "string_lookup", "hashing", "date_parts")


@pytest.mark.parametrize(("kind", "word"), [each for each in all_words("transforms") if each[1] not in OF_WORDS])
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

"""The products that a network adds up: published counts, TensorFlow's own, and formulas."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from dlcli.parts.layers._layer import ShapeProblem
from dlcli.recipe.check import check
from dlcli.report.summary import multiply_adds
from tests.parts.cases import read

RECIPES = Path(__file__).resolve().parents[2] / "recipes" / "vision"
PUBLISHED = {
    "alexnet": 724_406_816,
    "vgg16": 15_470_264_320,
    "resnet18": 1_814_073_344,
    "mobilenet_v2": 300_774_272,
}
"""Of convolutions and dense layers, as the papers' authors and torchvision's pages give them, to the last product."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_counts(name: str) -> None:
    assert multiply_adds(check(RECIPES / f"{name}.yaml")) == PUBLISHED[name]


def of_tensorflow(layer: Any, shape: tuple[int, ...]) -> int:
    """Half the floating-point operations that TensorFlow's profiler counts: a product and a sum each."""
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    layer.build((1, *shape))
    function = tf.function(layer.call).get_concrete_function(tf.TensorSpec((1, *shape), tf.float32))
    graph = convert_variables_to_constants_v2(function).graph
    options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
    options["output"] = "none"
    with graph.as_default():
        return int(tf.compat.v1.profiler.profile(graph=graph, cmd="scope", options=options).total_float_ops) // 2


@pytest.mark.parametrize(
    ("word", "fields", "shape"),
    [
        ("dense", {"units": 7, "use_bias": False}, (5,)),
        ("conv2d", {"filters": 6, "kernel_size": [3, 2], "strides": 2, "use_bias": False}, (11, 9, 4)),
        ("depthwise_conv2d", {"kernel_size": 3, "depth_multiplier": 2, "use_bias": False}, (11, 9, 4)),
        ("separable_conv2d", {"filters": 6, "kernel_size": 3, "use_bias": False}, (11, 9, 4)),
    ],
)
def test_layers_beside_the_profiler(word: str, fields: dict[str, Any], shape: tuple[int, ...]) -> None:
    part: Any = read("layers", word, fields)
    wanted = of_tensorflow(part.build(name="row"), shape)
    assert wanted > 0
    assert part.multiply_adds(shape) == wanted


LSTM = {"type": "lstm", "units": 5}


@pytest.mark.parametrize(
    ("word", "fields", "shapes", "count"),
    [
        ("lstm", {"units": 5}, [(7, 3)], 7 * (3 + 5) * 4 * 5),
        ("gru", {"units": 5, "return_sequences": True}, [(7, 3)], 7 * (3 + 5) * 3 * 5),
        ("bidirectional", {"layer": LSTM}, [(7, 3)], 2 * 7 * (3 + 5) * 4 * 5),
        ("time_distributed", {"layer": {"type": "dense", "units": 4}}, [(7, 3)], 7 * 3 * 4),
        ("dense", {"units": 4}, [(6, 7, 3)], 6 * 7 * 3 * 4),
        ("conv1d", {"filters": 4, "kernel_size": 3}, [(9, 2)], 7 * 3 * 2 * 4),
        ("conv2d", {"filters": 6, "kernel_size": 3, "padding": "same", "groups": 2}, [(11, 9, 4)], 99 * 9 * 2 * 6),
        ("conv3d", {"filters": 4, "kernel_size": 3, "padding": "same"}, [(5, 4, 3, 2)], 60 * 27 * 2 * 4),
        ("conv2d_transpose", {"filters": 4, "kernel_size": 2, "strides": 2}, [(5, 6, 3)], 30 * 4 * 3 * 4),
        (
            "conv_lstm1d",
            {"filters": 4, "kernel_size": 3, "padding": "same", "return_sequences": True},
            [(7, 6, 2)],
            7 * 6 * 3 * (2 + 4) * 16,
        ),
        ("einsum_dense", {"equation": "abc,cd->abd", "output_shape": [9, 4]}, [(9, 3)], 9 * 3 * 4),
        ("einsum_dense", {"equation": "abc,bc->abc", "output_shape": [9, 3]}, [(9, 3)], 9 * 3),
        ("attention", {}, [(5, 4), (7, 4)], 5 * 7 * (4 + 4)),
        ("additive_attention", {}, [(5, 4), (7, 4)], 5 * 7 * (4 + 4)),
        (
            "multi_head_attention",
            {"num_heads": 2, "key_dim": 3},
            [(5, 4), (7, 6)],
            2 * 3 * (5 * 4 + 7 * 6 + 7 * 6 + 5 * 4) + 2 * 5 * 7 * (3 + 3),
        ),
        ("embedding", {"input_dim": 9, "output_dim": 4}, [(5,)], 0),
        ("batch_normalization", {}, [(5,)], 0),
        ("max_pooling2d", {"pool_size": 2}, [(4, 4, 1)], 0),
    ],
)
def test_layers_by_their_formulas(word: str, fields: dict[str, Any], shapes: list[Any], count: int) -> None:
    part: Any = read("layers", word, fields)
    assert part.multiply_adds(*shapes) == count
    # Some layers have to know their sizes.
    with suppress(ShapeProblem):
        assert part.multiply_adds(*[(*[None] * (len(shape) - 1), shape[-1]) for shape in shapes]) in (None, count)


def test_unknown_sizes_leave_the_count_open(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(
        "data: {source: {type: image_folder, path: nowhere}}\nlayers: [{type: conv2d, filters: 2, kernel_size: 3}]\n"
    )
    assert multiply_adds(check(tmp_path / "recipe.yaml")) is None
    assert np.isfinite(multiply_adds(check(RECIPES / "lenet5_digits.yaml")) or np.nan)

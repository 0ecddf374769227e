"""The float types of a network under each precision: what computes in 16 bits, and what must not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcli.build.front import build_front
from dlcli.build.network import build_networks
from dlcli.build.precision import NOT_IN_16_BITS, set_precision
from dlcli.recipe.check import Checked, check
from tests.parts.cases import all_words, example, read
from tests.parts.test_every_layer import rows
from tests.parts.test_losses import CASES as LOSSES
from tests.parts.test_metrics import CASES as FORMS

NEAR = frozenset({"mean_squared_logarithmic_error", "log_cosh", "poisson", "dice", "tversky"})
"""Losses that Keras keeps from 0 by adding 1e-7, or in which it knows log 2 to 8 digits."""
PRECISIONS = ("float32", "float64", "mixed_bfloat16", "mixed_float16")


def checked(folder: Path, rows: str, precision: str, *, more: str = "") -> Checked:
    path = folder / "recipe.yaml"
    path.write_text(f"data: {{source: digits{more}}}\nlayers: {rows}\ntraining: {{precision: {precision}}}\n", "utf-8")
    return check(path)


def network(folder: Path, rows: str, precision: str) -> Any:
    return build_networks(checked(folder, rows, precision), seed=0)["layers"]


def types(model: Any) -> dict[str, tuple[str, str]]:
    """What each layer computes in, and what it keeps its weights in."""
    return {layer.name: (layer.compute_dtype, layer.variable_dtype) for layer in model.layers[1:]}


ROWS = "[flatten, {type: dense, units: 8, activation: relu}, {type: dense, units: 10, name: scores}, softmax]"


def test_outputs_are_computed_in_float32_and_the_rest_in_16_bits(tmp_path: Path) -> None:
    full, half = ("float32", "float32"), ("bfloat16", "float32")
    expected = {"flatten": half, "dense": half, "scores": full, "softmax": full}
    assert types(network(tmp_path, ROWS, "mixed_bfloat16")) == expected
    ending = "{type: time_distributed, layer: {type: dense, units: 5}, name: inner}, flatten, softmax"
    model = network(tmp_path, f"[{{type: reshape, target_shape: [2, 32]}}, {ending}]", "mixed_float16")
    inner = model.get_layer("inner")
    assert (inner.compute_dtype, inner.layer.compute_dtype) == ("float32", "float32")


def test_pooling_of_volumes_is_left_in_float32(tmp_path: Path) -> None:
    ending = "{type: max_pooling3d, name: pool}, flatten, {type: dense, units: 10, activation: softmax}"
    model = network(tmp_path, f"[{{type: reshape, target_shape: [4, 4, 4, 1]}}, {ending}]", "mixed_float16")
    assert model.get_layer("pool").compute_dtype == "float32"
    assert np.isfinite(model(np.ones((2, 8, 8, 1), "float32"))).all()


def test_each_build_sets_the_types_anew(tmp_path: Path) -> None:
    import keras

    found = [set(types(network(tmp_path, ROWS, each)).values()) for each in ("mixed_float16", "float64", "float32")]
    assert found[1:] == [{("float64", "float64")}, {("float32", "float32")}]
    assert len(found[0]) == 2
    assert (keras.config.floatx(), keras.config.dtype_policy().name) == ("float32", "float32")


@pytest.mark.parametrize(
    "reader",
    [
        "{type: embedding, input_dim: 4096, output_dim: 1, embeddings_initializer: {type: random_normal, stddev: 1.0}}",
        "{type: category_encoding, num_tokens: 4096, output_mode: one_hot}",
    ],
)
@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
def test_numbers_that_are_looked_up_are_not_rounded(tmp_path: Path, reader: str, precision: str) -> None:
    last = "{type: dense, units: 10, activation: softmax}"
    recipe = f"[flatten, {{type: rescaling, scale: 1.0}}, {reader}, flatten, {last}]"
    model = network(tmp_path, recipe, precision)
    pictures = np.zeros((2, 8, 8, 1), "float32")
    pictures[:, 0, 0, 0] = 2048, 2049
    one, other = model(pictures).numpy()
    assert np.abs(one - other).max() > 1e-4


def test_transforms_compute_as_the_weights_are_kept(tmp_path: Path) -> None:
    for precision, kept in (("mixed_float16", "float32"), ("float64", "float64")):
        recipe = checked(tmp_path, ROWS, precision, more=", transforms: [{type: scale_to, range: [0, 1]}]")
        set_precision(recipe.recipe)
        (scale,) = build_front(recipe, {})["image"]
        assert scale.compute_dtype == kept


@pytest.mark.parametrize("precision", PRECISIONS)
def test_losses_and_metrics_have_the_type_of_the_weights(tmp_path: Path, precision: str) -> None:
    set_precision(checked(tmp_path, ROWS, precision).recipe)
    kept = "float64" if precision == "float64" else "float32"
    for word, fields, labels, outputs, formula in LOSSES:
        losses = read("losses", word, fields).build()(labels.astype(kept), outputs.astype(kept)).numpy()
        assert losses.dtype.name == kept
        exact = precision == "float64" and word not in NEAR
        tolerance = 1e-12 if exact else 2e-5
        np.testing.assert_allclose(losses, formula(), rtol=tolerance, atol=tolerance, err_msg=word)
    for kind, word in all_words("metrics"):
        part: Any = read(kind, word, example(kind, word))
        for form in part.takes:
            labels, outputs = FORMS[form]
            metric = part.build_for(form)
            metric.update_state(labels if form == "index" else labels.astype(kept), outputs.astype(kept))
            assert metric.result().dtype.name == kept, word


@pytest.mark.slow
@pytest.mark.parametrize("precision", PRECISIONS[1:])
def test_every_layer_computes_and_learns(tmp_path: Path, precision: str) -> None:
    import keras
    import tensorflow as tf

    set_precision(checked(tmp_path, ROWS, precision).recipe)
    kept = "float64" if precision == "float64" else "float32"
    generator = np.random.default_rng(0)
    for word, part, layer, shapes in rows():
        if word in NOT_IN_16_BITS and precision != "mixed_bfloat16":
            continue
        inputs = [keras.Input(shape) for shape in shapes]
        given, named = part.call_inputs(inputs)
        model = keras.Model(inputs, layer(*given, **named))
        data = [tf.constant(generator.uniform(0, 2, (2, *shape)), kept) for shape in shapes]
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(model(data, training=True))
        assert np.isfinite(float(total)), word
        for gradient in tape.gradient(total, model.trainable_variables):
            assert gradient is None or gradient.dtype.name == kept, word

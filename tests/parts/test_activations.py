"""Every activation beside its formula in NumPy, as a row and inside a layer; what Keras reads without dlcli."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from math import erf
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from dlcli.build.precision import keep_digits
from dlcli.parts import shelf
from dlcli.parts.layers._layer import Activation, ShapeProblem
from tests.parts.cases import read

X = np.concatenate([np.linspace(-7.3, 7.3, 293), [-3, -1, -0.5, 0, 0.5, 1, 3, 6]]).reshape(7, 43)
Formula = Callable[..., Any]


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def softmax(x: Any, axis: int = -1) -> Any:
    return np.exp(x) / np.exp(x).sum(axis, keepdims=True)


def relu(x: Any, negative_slope: float = 0, max_value: float = np.inf, threshold: float = 0) -> Any:
    below = negative_slope * (x - threshold)
    return np.where(x > threshold, np.minimum(x, max_value), np.where(x >= max_value, max_value, below))


def elu(x: Any, alpha: float = 1) -> Any:
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def gelu(x: Any, approximate: bool = False) -> Any:
    inner = np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))
    return x * (1 + (inner if approximate else np.vectorize(erf)(x / np.sqrt(2)))) / 2


FORMULAS: dict[str, Formula] = {
    "celu": lambda x, alpha=1: np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0) / alpha) - 1)),
    "elu": elu,
    "exponential": np.exp,
    "gelu": gelu,
    "hard_shrink": lambda x, threshold=0.5: x * (abs(x) > threshold),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "hard_silu": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "leaky_relu": lambda x, negative_slope=0.3: np.where(x > 0, x, negative_slope * x),
    "linear": lambda x: x,
    "log_sigmoid": lambda x: -np.log1p(np.exp(-x)),
    "log_softmax": lambda x, axis=-1: np.log(softmax(x, axis)),
    "mish": lambda x: x * np.tanh(np.log1p(np.exp(x))),
    "relu": relu,
    "relu6": lambda x: np.clip(x, 0, 6),
    "selu": lambda x: 1.0507009873554805 * elu(x, 1.6732632423543772),
    "sigmoid": sigmoid,
    "silu": lambda x: x * sigmoid(x),
    "soft_shrink": lambda x, threshold=0.5: np.sign(x) * np.maximum(abs(x) - threshold, 0),
    "softmax": softmax,
    "softplus": lambda x: np.log1p(np.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "sparse_plus": lambda x: np.select([x <= -1, x >= 1], [0 * x, x], (x + 1) ** 2 / 4),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "squareplus": lambda x, b=4: (x + np.sqrt(x * x + b)) / 2,
    "tanh": lambda x: (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)),
    "tanh_shrink": lambda x: x - np.tanh(x),
    "threshold": lambda x, threshold, default_value: np.where(x > threshold, x, default_value),
}
ARGUMENTS: dict[str, list[dict[str, Any]]] = {
    "celu": [{"alpha": 0.3}],
    "elu": [{"alpha": 0.3}],
    "gelu": [{"approximate": True}],
    "hard_shrink": [{"threshold": 0.72}, {"threshold": 0}],
    "leaky_relu": [{"negative_slope": 0.1}],
    "relu": [
        {"negative_slope": 0.1},
        {"max_value": 2.3},
        {"threshold": 0.72},
        {"negative_slope": 0.1, "max_value": 2.3, "threshold": 0.72},
    ],
    "soft_shrink": [{"threshold": 0.72}, {"threshold": 0}],
    "squareplus": [{"b": 0}, {"b": 0.72}],
    "threshold": [{"threshold": 0.72, "default_value": -1.1}, {"threshold": -2, "default_value": 3}],
    **{word: [{"axis": 1}, {"axis": 2}, {"axis": -2}] for word in ("softmax", "log_softmax")},
}

WRONG_IN_KERAS = {"sparsemax"}
IN_32_BITS = {"gelu": 1e-8, "leaky_relu": 1e-7, "relu": 1e-7}
"""TensorFlow keeps the √2 of gelu and the slope of leaky_relu, which relu takes, as a float32 in float64 too."""


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each activation as it stands without arguments, where it can, and with each of them."""
    for word in FORMULAS:
        yield from ((word, fields) for fields in ([] if word == "threshold" else [{}]) + ARGUMENTS.get(word, []))


@pytest.fixture(autouse=True)
def float64() -> Iterator[None]:
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(before)
    keras.config.set_dtype_policy(before)


def test_every_activation_of_keras_has_a_word_and_a_formula() -> None:
    words = {word for word in shelf.words("layers") if issubclass(shelf.part("layers", word), Activation)}
    assert words == set(FORMULAS)
    theirs = {name for name in dir(keras.activations) if not name.startswith("_")}
    assert theirs - {"deserialize", "get", "serialize", "swish", "hard_swish"} == words | WRONG_IN_KERAS | {"glu"}


def test_sparsemax_is_still_wrong_in_keras() -> None:
    """It adds up running sums where it means the scores: of (0.5, 0.4) it should make (0.55, 0.45)."""
    assert np.asarray(keras.activations.sparsemax(np.array([[0.5, 0.4]]))).sum() < 0.9


@pytest.mark.parametrize(("word", "fields"), list(cases()))
def test_a_row_and_a_layer_that_ends_in_it_are_the_formula(word: str, fields: dict[str, Any]) -> None:
    part = read("layers", word, fields)
    inputs = X[None] if "axis" in fields else X
    given = {name: value if name in ("axis", "approximate") else float(value) for name, value in fields.items()}
    expected = FORMULAS[word](inputs, **given)
    row = part.build()
    ending = {"type": word, **fields}
    dense: Any = read("layers", "dense", {"units": 43, "activation": ending, "kernel_initializer": "identity"}).build()
    keep_digits(row, dense)
    bound = 1e-14 if word == "relu" and "negative_slope" not in fields else IN_32_BITS.get(word, 1e-14)
    for layer in (row, dense):
        np.testing.assert_allclose(np.asarray(layer(inputs)), expected, rtol=1e-13, atol=bound)


@pytest.mark.parametrize("axis", [-1, 1, -2])
def test_glu_halves_an_axis(axis: int) -> None:
    inputs = X.reshape(7, 43)[:6, :42].reshape(3, 2, 42)
    first, second = np.split(inputs, 2, axis=axis)
    part: Any = read("layers", "glu", {"axis": axis})
    tensor = keras.Input((2, 42))
    model = keras.Model(tensor, part.build(name="gate")(tensor))
    np.testing.assert_allclose(model(inputs), first * sigmoid(second), rtol=1e-14)
    assert model.output_shape[1:] == part.output_shape((2, 42))


def test_glu_says_what_it_cannot_halve_and_where_it_cannot_stand() -> None:
    part: Any = read("layers", "glu", {})
    with pytest.raises(ShapeProblem, match=r"glu cannot halve an axis of 5, its input is \(3, 5\)"):
        part.output_shape((3, 5))
    with pytest.raises(ValueError, match="wrong-word"):
        read("layers", "dense", {"units": 4, "activation": "glu"})


@pytest.mark.parametrize(
    ("layer", "shape", "field"),
    [
        ({"type": "dense", "units": 3, "activation": {"type": "softmax", "axis": 2}}, (5,), "activation"),
        ({"type": "lstm", "units": 3, "activation": {"type": "softmax", "axis": 2}}, (4, 5), "activation"),
        (
            {
                "type": "gru",
                "units": 3,
                "return_sequences": True,
                "recurrent_activation": {"type": "softmax", "axis": 2},
            },
            (4, 5),
            "recurrent_activation",
        ),
    ],
)
def test_an_axis_that_the_output_of_the_layer_has_not_is_refused(
    layer: dict[str, Any], shape: tuple[int, ...], field: str
) -> None:
    part: Any = read("layers", layer.pop("type"), layer)
    with pytest.raises(ShapeProblem, match=r"softmax has no axis 2 in \(3,\)") as caught:
        part.checked_weights(shape)
    assert caught.value.field == field


def test_keras_alone_loads_every_activation_with_and_without_arguments(tmp_path: Path) -> None:
    tensor = keras.Input((7, 42))
    ends = [read("layers", "glu", {"axis": 2}).build(name="glu")(tensor)]
    for number, (word, fields) in enumerate(cases()):
        ends.append(read("layers", word, fields).build(name=f"row_{number}")(tensor))
        dense: Any = read("layers", "dense", {"units": 3, "activation": {"type": word, **fields}})
        ends.append(dense.build(name=f"dense_{number}")(tensor))
    model = keras.Model(tensor, ends)
    keep_digits(model)
    model.save(tmp_path / "model.keras")
    np.save(tmp_path / "x.npy", X[:, :42][None])
    script = """
import sys, keras, numpy
model = keras.models.load_model("model.keras")
made = model(numpy.load("x.npy"))
numpy.savez("made.npz", *[each.numpy() for each in made])
assert "dlcli" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True, capture_output=True)
    with np.load(tmp_path / "made.npz") as made:
        for number, expected in enumerate(model(X[:, :42][None])):
            np.testing.assert_allclose(made[f"arr_{number}"], expected, rtol=1e-6)

"""Recurrent layers step by step, by the equations of the textbook in NumPy and float64."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from tests.parts.cases import read
from tests.parts.formulas.loss_formulas import sigmoid

STEPS, FEATURES, UNITS = 9, 3, 5
X = np.random.default_rng(6).normal(size=(4, STEPS, FEATURES))
Weights = list[np.ndarray]


def rnn(x: np.ndarray, state: Weights, weights: Weights) -> Weights:
    kernel, recurrent, bias = weights
    return [np.tanh(x @ kernel + state[0] @ recurrent + bias)]


def lstm(x: np.ndarray, state: Weights, weights: Weights) -> Weights:
    hidden, cell = state
    kernel, recurrent, bias = weights
    i, f, candidate, o = np.split(x @ kernel + hidden @ recurrent + bias, 4, axis=1)
    cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(candidate)
    return [sigmoid(o) * np.tanh(cell), cell]


def gru_before(x: np.ndarray, state: Weights, weights: Weights) -> Weights:
    """Cho et al., 2014: the reset gate stands before the recurrent kernel."""
    (hidden,) = state
    (kernel_z, kernel_r, kernel_h), (recurrent_z, recurrent_r, recurrent_h) = (
        np.split(each, 3, 1) for each in weights[:2]
    )
    bias_z, bias_r, bias_h = np.split(weights[2], 3)
    z = sigmoid(x @ kernel_z + hidden @ recurrent_z + bias_z)
    r = sigmoid(x @ kernel_r + hidden @ recurrent_r + bias_r)
    candidate = np.tanh(x @ kernel_h + (r * hidden) @ recurrent_h + bias_h)
    return [z * hidden + (1 - z) * candidate]


def gru_after(x: np.ndarray, state: Weights, weights: Weights) -> Weights:
    """As cuDNN has it, and as is usual here: the reset gate stands behind the recurrent kernel and its bias."""
    (hidden,) = state
    of_x, of_h = x @ weights[0] + weights[2][0], hidden @ weights[1] + weights[2][1]
    (x_z, x_r, x_h), (h_z, h_r, h_h) = np.split(of_x, 3, 1), np.split(of_h, 3, 1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    return [z * hidden + (1 - z) * np.tanh(x_h + r * h_h)]


CASES: dict[str, tuple[str, dict[str, Any], Any, int]] = {
    "simple_rnn": ("simple_rnn", {}, rnn, 1),
    "lstm": ("lstm", {}, lstm, 2),
    "gru": ("gru", {}, gru_after, 1),
    "gru, reset before": ("gru", {"reset_after": False}, gru_before, 1),
}


def built(word: str, **fields: Any) -> Any:
    """The layer in float64, with weights of which none is what it begins as."""
    layer = read("layers", word, {"units": UNITS, **fields}).build(name="row", dtype="float64")
    layer.build((None, STEPS, FEATURES))
    generator = np.random.default_rng(7)
    layer.set_weights([generator.normal(0, 0.6, weight.shape) for weight in layer.weights])
    return layer


def by_steps(step: Any, x: np.ndarray, states: int, weights: Weights) -> np.ndarray:
    """The output of each step, shape (batch, steps, units)."""
    state, outputs = [np.zeros((len(x), UNITS))] * states, []
    for each in range(x.shape[1]):
        state = step(x[:, each], state, weights)
        outputs.append(state[0])
    return np.stack(outputs, axis=1)


@pytest.mark.parametrize("case", CASES)
def test_every_step_is_that_of_the_equations(case: str) -> None:
    word, fields, step, states = CASES[case]
    layer = built(word, return_sequences=True, **fields)
    expected = by_steps(step, X, states, layer.get_weights())
    np.testing.assert_allclose(layer(X), expected, rtol=1e-9, atol=1e-12)
    last = built(word, **fields)
    np.testing.assert_allclose(last(X), expected[:, -1], rtol=1e-9, atol=1e-12)
    backwards = built(word, return_sequences=True, go_backwards=True, **fields)
    np.testing.assert_allclose(
        backwards(X), by_steps(step, X[:, ::-1], states, layer.get_weights()), rtol=1e-9, atol=1e-12
    )


def test_the_two_gru_differ() -> None:
    """Or one of the formulas above would do for both."""
    layer = built("gru", reset_after=False)
    kernel, recurrent, bias = layer.get_weights()
    after = by_steps(gru_after, X, 1, [kernel, recurrent, np.stack([bias, 0 * bias])])
    assert np.abs(after[:, -1] - layer(X).numpy()).max() > 1e-3


@pytest.mark.parametrize("case", CASES)
def test_padded_sequences_give_what_they_give_alone(case: str) -> None:
    word, fields, _, _ = CASES[case]
    layer, lengths = built(word, **fields), [9, 4, 1, 6]
    padded = np.where(np.arange(STEPS)[None, :, None] < np.array(lengths)[:, None, None], X, 0)
    found = layer(keras.layers.Masking(dtype="float64")(padded)).numpy()
    for row, length in enumerate(lengths):
        np.testing.assert_allclose(found[row], layer(X[row : row + 1, :length])[0], rtol=1e-9, atol=1e-12)

"""Networks built from recipes: several inputs, layers inside layers, combinators, regularizers for all layers."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import keras
import numpy as np
import pytest

from dlcli.build.network import build_networks
from dlcli.parts import shelf
from dlcli.parts.layers._combinator import Combinator
from dlcli.recipe.check import check
from tests.parts.cases import example

COMBINATORS = [word for word in shelf.words("layers") if issubclass(shelf.part("layers", word), Combinator)]


def built(folder: Path, rows: str, *, more: str = "") -> tuple[Any, Any]:
    """The checked recipe with these rows over 8 × 8 digits as 8 steps, and its network."""
    path = folder / "recipe.yaml"
    steps = "- {type: reshape, target_shape: [8, 8], name: steps}\n"
    rows = indent(steps + dedent(rows).strip("\n"), "  ")
    last = '  - {type: dense, units: "${data.classes}", activation: softmax}'
    path.write_text(f"data: {{source: digits}}\nlayers:\n{rows}\n{last}\n{dedent(more)}")
    checked = check(path)
    return checked, build_networks(checked, seed=0)["layers"]


def same_size(checked: Any, network: Any) -> bool:
    """Whether the shape rules and Keras agree on the output and the number of weights."""
    shape = network.output_shape[1:]
    return bool(checked.networks["layers"].output_shape() == shape and checked.parameters() == network.count_params())


@pytest.mark.parametrize(
    "rows",
    [
        "- {type: lstm, units: 3, return_sequences: true}\n- {type: gru, units: 2}",
        "- {type: bidirectional, layer: {type: gru, units: 3}}",
        "- {type: time_distributed, layer: {type: dense, units: 3}}\n- flatten",
        "- attention\n- flatten",
        "- {type: multi_head_attention, num_heads: 2, key_dim: 3}\n- flatten",
        """
        - {type: conv1d, filters: 8, kernel_size: 3, name: keys}
        - {type: additive_attention, from: [steps, keys]}
        - {type: multi_head_attention, num_heads: 2, key_dim: 3, output_shape: 5, from: [previous, keys, keys]}
        - global_average_pooling1d
        """,
        "- {type: residual, main: [{type: lstm, units: 8, return_sequences: true}]}\n- flatten",
    ],
)
def test_network_has_the_size_that_the_rules_say(tmp_path: Path, rows: str) -> None:
    checked, network = built(tmp_path, rows)
    assert same_size(checked, network)
    outputs = network(np.zeros((2, *network.input_shape[1:]), "float32")).numpy()
    np.testing.assert_allclose(outputs.sum(axis=-1), 1, rtol=1e-5)


@pytest.mark.parametrize("word", COMBINATORS)
def test_example_of_a_combinator_builds(tmp_path: Path, word: str) -> None:
    row = {"type": word, **example("layers", word)}
    checked, network = built(tmp_path, f"- {{type: flatten}}\n- {{type: dense, units: 8}}\n- {row!r}")
    assert same_size(checked, network)


def test_one_input_is_query_value_and_key(tmp_path: Path) -> None:
    _, network = built(tmp_path, "- {type: attention, name: look}\n- flatten")
    steps = np.random.default_rng(0).normal(size=(2, 8, 8)).astype("float32")
    scores = steps @ steps.transpose(0, 2, 1)
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(network.get_layer("look")([steps, steps]).numpy(), weights @ steps, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("word", ["attention", "additive_attention", "multi_head_attention"])
def test_with_a_causal_mask_no_step_sees_a_later_one(tmp_path: Path, word: str) -> None:
    sizes = ", num_heads: 2, key_dim: 3" if word == "multi_head_attention" else ""
    steps = np.random.default_rng(0).normal(size=(1, 8, 8)).astype("float32")
    later = steps.copy()
    later[:, 5:] += 1
    found = {}
    for masked in ("true", "false"):
        _, network = built(tmp_path, f"- {{type: {word}, use_causal_mask: {masked}, name: look{sizes}}}\n- flatten")
        inner = keras.Model(network.input, network.get_layer("look").output)
        one, other = (inner(each.reshape(1, 8, 8, 1)).numpy() for each in (steps, later))
        found[masked] = np.abs(one - other).max(axis=(0, 2))
    assert found["true"][:5].max() == 0
    assert found["true"][5:].min() > 1e-3
    assert found["false"][:5].max() > 1e-3


def test_regularizers_for_all_reach_a_layer_inside(tmp_path: Path) -> None:
    rows = """
    - {type: time_distributed, layer: {type: dense, units: 3, kernel_regularizer: {type: l2, l2: 0.5}}, name: own}
    - {type: bidirectional, layer: {type: simple_rnn, units: 2}, name: both}
    """
    more = "regularization: {kernel_regularizer: {type: l1, l1: 0.1}, activity_regularizer: {type: l2, l2: 0.01}}\n"
    _, network = built(tmp_path, rows, more=more)
    own, both = network.get_layer("own"), network.get_layer("both")
    assert float(own.layer.kernel_regularizer.l2) == pytest.approx(0.5)
    for half in (both.forward_layer, both.backward_layer):
        assert float(half.kernel_regularizer.l1) == pytest.approx(0.1)
        assert float(half.activity_regularizer.l2) == pytest.approx(0.01)
    network(np.ones((2, *network.input_shape[1:]), "float32"))
    # A kernel each for own, both directions and the last row; an output each for the same.
    assert len(network.losses) == 4 + 4

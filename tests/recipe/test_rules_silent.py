"""Cross-checks stay silent where nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipe.told import BINARY, HELD_BACK, IRIS, LAYERS, PICTURES, SCORES, SOFTMAX, SPARSE, codes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(IRIS + f"layers: [{SCORES}]\n" + SPARSE, id="scores for a loss that takes scores"),
        pytest.param(IRIS + f"layers: [{SCORES}, softmax]\n", id="softmax as a row"),
        pytest.param(IRIS + f"layers: [{SCORES}, log_softmax]\n" + SPARSE, id="softmax of log_softmax is the same"),
        pytest.param(IRIS + f"layers: [{SCORES}, softplus]\n", id="divided by their sum they are probabilities"),
        pytest.param(IRIS + f"layers: [{SCORES}, batch_normalization, softmax]\n", id="normalized scores"),
        pytest.param(BINARY + "layers: [{type: dense, units: 1, activation: hard_sigmoid}]\n", id="hard sigmoid"),
        pytest.param(
            BINARY + "layers: [{type: dense, units: 1}]\nloss: {type: binary_crossentropy, from_logits: true}\n",
            id="a score for yes or no",
        ),
        pytest.param("data: {source: diabetes}\nlayers: [{type: dense, units: 1}]\n", id="numbers need no activation"),
        pytest.param(
            PICTURES + "layers: [{type: conv2d, filters: 10, kernel_size: 1}, global_average_pooling2d, softmax]\n",
            id="convolution, pooling, softmax",
        ),
        pytest.param(
            "data: {source: digits, transforms: [normalization], batch_size: 1}\nlayers:\n"
            f"  - {{type: conv2d, filters: 4, kernel_size: 3}}\n  - batch_normalization\n  - flatten\n  - {SOFTMAX}\n",
            id="batch normalization over the places of one picture",
        ),
        pytest.param(
            "data: {source: animals}\nlayers:\n"
            "  - {type: conv2d, filters: 4, kernel_size: 3}\n  - batch_normalization\n  - relu\n"
            f"  - flatten\n  - {SOFTMAX}\n",
            id="normalization behind the first kernel",
        ),
        pytest.param(
            "data: {source: animals}\n"
            f"layers: [{{type: rescaling, scale: 0.00392156862745098}}, flatten, {SOFTMAX}]\n",
            id="scaled in the network",
        ),
        pytest.param(
            "data: {source: {type: iris, limit_per_class: 5}}\n" + LAYERS, id="the default batch is no mistake"
        ),
        pytest.param("data: {source: iris, batch_size: full}\n" + LAYERS, id="full batch"),
        pytest.param(
            "data: {source: iris, split: {validation: 0.01, stratify: true}}\n" + LAYERS, id="stratified: not known"
        ),
        pytest.param(
            IRIS + LAYERS + "optimizer: {type: sgd, learning_rate: {type: exponential_decay,"
            " initial_learning_rate: 0.1, decay_rate: 0.5, decay_steps: 1000}}\n",
            id="decay_steps as a pace",
        ),
        pytest.param(IRIS + LAYERS + "optimizer: {type: adagrad, learning_rate: 1.0}\n", id="adagrad takes 1.0"),
        pytest.param(
            HELD_BACK + LAYERS + "regularization: {early_stopping: {patience: 20}}\ntraining: {steps: 100}\n",
            id="epochs are not counted",
        ),
        pytest.param(
            HELD_BACK
            + LAYERS
            + "regularization: {early_stopping: {monitor: val_accuracy, mode: max, baseline: 0.5}}\n",
            id="a baseline within reach",
        ),
        pytest.param(
            "data: {source: digits}\nlayers:\n"
            f"  - flatten\n  - {{type: embedding, input_dim: 17, output_dim: 2}}\n  - flatten\n  - {SOFTMAX}\n",
            id="whole numbers into an embedding",
        ),
        pytest.param(
            "vars: {width: 8}\nblocks:\n  one:\n    defaults: {units: '${width}'}\n"
            "    layers: [{type: dense, units: '${units}'}, relu]\n" + IRIS + f"layers: [{{use: one}}, {SOFTMAX}]\n",
            id="a variable that only a block's default uses",
        ),
        pytest.param(
            "vars: {wide: &wide {type: dense, units: 8, activation: relu}}\n" + IRIS + f"layers: [*wide, {SOFTMAX}]\n",
            id="a variable that only an alias uses",
        ),
        pytest.param("name: con_1\n" + IRIS + LAYERS, id="a name that begins like a device"),
    ],
)
def test_silent_where_nothing_is_wrong(tmp_path: Path, text: str) -> None:
    assert codes(tmp_path, text) == []

"""A key in the wrong place is told where it belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipe.told import IRIS, LAYERS, SOFTMAX, found


@pytest.mark.parametrize(
    ("text", "label", "example"),
    [
        (f"{IRIS}{LAYERS}every_epochs: 3\n", "training.checkpoint", "training: {checkpoint: {every_epochs: 3}}"),
        (f"{IRIS}{LAYERS}optimizer: {{type: sgd, epochs: 4}}\n", "training", "training: {epochs: 4}"),
        (
            f"data: {{source: iris, classes: [setosa]}}\n{LAYERS}",
            "data.source",
            "data: {source: {type: iris, classes: …}}",
        ),
        (
            f"{IRIS}{LAYERS}loss: sparse_categorical_crossentropy\nfrom_logits: true\n",
            "loss",
            "loss: {type: sparse_categorical_crossentropy, from_logits: true}",
        ),
        (
            f"{IRIS}{LAYERS}regularization: {{l2: 0.1}}\n",
            "regularization.kernel_regularizer",
            "regularization: {kernel_regularizer: {type: l2, …}}",
        ),
    ],
)
def test_told_where_it_belongs(tmp_path: Path, text: str, label: str, example: str) -> None:
    (mistake,) = found(tmp_path, text)
    assert (mistake.code, mistake.label, mistake.help) == ("unknown-key", f"belongs in {label}", example)


def test_key_of_the_recipe_in_a_row(tmp_path: Path) -> None:
    (mistake,) = found(tmp_path, f"{IRIS}layers: [{{type: dense, units: 3, seed: 1}}, {SOFTMAX}]\n")
    assert (mistake.label, mistake.help) == ("belongs at the top of the recipe", "seed: 1")


def test_argument_of_a_row_is_not_taken_for_a_key_of_training(tmp_path: Path) -> None:
    (mistake,) = found(tmp_path, f"{IRIS}layers: [{{type: dense, units: 3, steps: 1}}, {SOFTMAX}]\n")
    assert mistake.label.startswith("arguments: ")

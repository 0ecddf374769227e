"""What the tests of cross-checks share: short pieces of recipes, and what is told of a recipe."""

from __future__ import annotations

from pathlib import Path

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.verdict import verdict

IRIS = "data: {source: iris}\n"
HELD_BACK = "data: {source: iris, split: {validation: 0.2}}\n"
PICTURES = "data: {source: digits, transforms: [{type: scale_to, range: [0, 1]}]}\n"
RESIZED = "data: {source: animals, transforms: [{type: resizing, height: 14, width: 14}]}\n"
SOFTMAX = '{type: dense, units: "${data.classes}", activation: softmax}'
SCORES = '{type: dense, units: "${data.classes}"}'
LAYERS = f"layers: [{SOFTMAX}]\n"
SPARSE = "loss: {type: sparse_categorical_crossentropy, from_logits: true}\n"
BINARY = "data: {source: {type: iris, classes: [setosa, virginica], positive: setosa}}\n"


def found(folder: Path, text: str, *overrides: str) -> tuple[Diagnostic, ...]:
    """What is told of a recipe."""
    (folder / "recipe.yaml").write_text(text, "utf-8")
    return verdict(folder / "recipe.yaml", overrides).diagnostics


def codes(folder: Path, text: str, *overrides: str) -> list[str]:
    """The codes of what is told of a recipe."""
    return [each.code for each in found(folder, text, *overrides)]

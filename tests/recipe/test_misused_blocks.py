"""A block is used by `use`; what only shares its name is left alone."""

from __future__ import annotations

from pathlib import Path

from tests.recipe.told import SOFTMAX, codes


def test_row_that_is_named_like_a_block_is_no_misused_block(tmp_path: Path) -> None:
    block = "blocks: {tower: {layers: [{type: dense, units: 4, activation: relu}]}}\n"
    rows = "{use: tower, name: tower}, {type: dense, units: 4, activation: relu, name: other, from: table}"
    text = f"{block}data: {{source: iris}}\nlayers: [{rows}, {{type: add, from: [tower, other]}}, {SOFTMAX}]\n"
    assert codes(tmp_path, text) == []


def test_layer_that_a_block_is_named_like_is_a_layer(tmp_path: Path) -> None:
    block = "blocks: {relu: {layers: [{type: dense, units: 4}, relu]}}\n"
    text = f"{block}data: {{source: iris}}\nlayers: [{{use: relu}}, relu, {SOFTMAX}]\n"
    assert codes(tmp_path, text) == ["repeated-activation"]

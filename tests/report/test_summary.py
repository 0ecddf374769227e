"""A network's layers, shapes and sizes, for a person and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlcli.report import summary
from tests.report.screens import checked_recipe, plain

IRIS = """\
name: small
data: {source: iris}
layers:
  - {type: dense, units: 16, activation: relu}
  - {name: out, type: dense, units: "${data.classes}", activation: softmax}
"""
TABLE = """\
small
  layer        arguments                    output  parameters  multiply-adds
  table        input                        4
  dense        units 16, activation relu    16              80             64
  out (dense)  units 3, activation softmax  3               51             48

  2 layers; parameters: 131 (all trained), 524 bytes; multiply-adds: 112
  memory in training: about 150 MB (weights, gradients and optimizer 2.1 kB; outputs 32 × 76 bytes)
  label: 3 classes: setosa, versicolor, virginica
"""


def test_the_table_at_a_hundred_cells(tmp_path: Path) -> None:
    assert plain(summary.lines(checked_recipe(tmp_path, IRIS), width=100)) == TABLE


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary.show_json(checked_recipe(tmp_path, IRIS))
    assert json.loads(capsys.readouterr().out) == {
        "parameters": 131,
        "trainable_parameters": 131,
        "multiply_adds": 112,
        "memory": {"weights": 131 * 16, "each_example": 19 * 4},
        "layers": [
            {"name": "dense", "type": "dense", "output_shape": [16], "parameters": 80, "multiply_adds": 64},
            {"name": "out", "type": "dense", "output_shape": [3], "parameters": 51, "multiply_adds": 48},
        ],
    }


def test_every_layer_is_shown(tmp_path: Path) -> None:
    rows = "\n".join("  - {type: dense, units: 1}" for _ in range(100))
    shown = plain(summary.lines(checked_recipe(tmp_path, f"data: {{source: diabetes}}\nlayers:\n{rows}\n"), width=100))
    assert "  dense_50 " in shown
    assert "more rows" not in shown


def test_sizes_that_hang_on_missing_data_are_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "data: {source: {type: csv, path: missing.csv, target: y}}\nlayers: [{type: dense, units: 3}]\n"
    summary.show_json(checked_recipe(tmp_path, text))
    assert json.loads(capsys.readouterr().out)["parameters"] is None

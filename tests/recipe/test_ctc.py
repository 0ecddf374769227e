"""What is refused of a loss that compares whole sequences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dlcli.recipe.check import check
from dlcli.recipe.verdict import verdict

RECIPE = """
data: {source: {type: npz, path: data.npz}, expect: {classes: 3}, split: {validation: 0.25}}
layers: [{type: gru, units: 4, return_sequences: true}, {type: dense, units: 3}]
loss: ctc
"""


def write(folder: Path, text: str) -> Path:
    np.savez(folder / "data.npz", x=np.zeros((4, 5, 2)), y=np.array([[1, 2], [0, 0], [2, 2], [1, 0]]))
    (folder / "said.yaml").write_text(text, "utf-8")
    return folder / "said.yaml"


def test_no_metric_stands_by_default(tmp_path: Path) -> None:
    assert check(write(tmp_path, RECIPE)).recipe.metrics == []


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ("metrics: [accuracy]\n", "wrong-metric", "accuracy compares place by place, ctc whole sequences"),
        ("changes: {data.split.stratify: true}\n", "wrong-stratify", "a class at each place"),
    ],
)
def test_what_looks_at_one_class_is_refused(tmp_path: Path, more: str, code: str, said: str) -> None:
    (told,) = verdict(write(tmp_path, RECIPE + more)).diagnostics
    assert told.code == code
    assert said in told.message


def test_probabilities_are_refused(tmp_path: Path) -> None:
    text = RECIPE.replace("units: 3}", "units: 3, activation: softmax}")
    (told,) = verdict(write(tmp_path, text)).diagnostics
    assert (told.code, told.label) == ("wrong-activation", "take it out")

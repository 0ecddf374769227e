"""What is told to write in place of a value that is refused, and that nothing is told where that would be a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipe.told import IRIS, LAYERS, SOFTMAX, found

TABLE = "data: {source: {type: csv, path: a.csv, target: price, columns: %s}}\nlayers: [{type: dense, units: 1}]\n"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (IRIS + f"layers: [{{type: dense, units: 4, use_bias: TRUE}}, {SOFTMAX}]\n", "write true"),
        (f"data: {{source: iris, shuffle: no}}\n{LAYERS}", "write false"),
        (f"{IRIS}{LAYERS}training: {{epochs: 10.0}}\n", "write 10"),
        (f"{IRIS}{LAYERS}optimizer: {{type: adam, learning_rate: '1e-3'}}\n", "write 0.001"),
        (f"{IRIS}{LAYERS}optimizer: {{type: sgd, momentum: 90%}}\n", "write 0.9"),
        (f"data: {{source: iris, transforms: [{{type: rescaling, scale: 1/4}}]}}\n{LAYERS}", "write 0.25"),
        (f"data: {{source: iris, split: 0.2}}\n{LAYERS}", "write {validation: 0.2}"),
        (f"{IRIS}{LAYERS}metrics: accuracy\n", "write [accuracy]"),
        (f"{IRIS}{LAYERS}name: 7\n", 'write "7"'),
        (
            IRIS + "layers:\n  - type: reshape\n    target_shape: (2, 2)\n  - flatten\n  - " + SOFTMAX + "\n",
            "write [2, 2]",
        ),
        (TABLE % "[area]", "write {area: number}"),
        (TABLE % "[area, age]", "write {area: number, age: number}"),
        (f"{IRIS}layers:\n  - type: dense\n    units: ${{data.classes\n", 'write "${data.classes}"'),
        (f"{IRIS}{LAYERS}training: {{jit_compile: 'on'}}\n", "write true"),
    ],
)
def test_told_what_to_write(tmp_path: Path, text: str, label: str) -> None:
    assert [each.label for each in found(tmp_path, text) if each.severity == "error"] == [label]


@pytest.mark.parametrize(
    "text",
    [
        IRIS + f"layers: [{{type: dropout, rate: 50}}, {SOFTMAX}]\n",
        IRIS + f"layers: [{{type: dropout, rate: 150%}}, {SOFTMAX}]\n",
        f"{IRIS}{LAYERS}training: {{epochs: ten}}\n",
        f"{IRIS}{LAYERS}training: {{epochs: 1.5}}\n",
        f"{IRIS}{LAYERS}training: {{epochs: '0'}}\n",
        f"data: {{source: iris, split: 80/20}}\n{LAYERS}",
        f"data: {{source: iris, shuffle: 1}}\n{LAYERS}",
    ],
)
def test_no_guess(tmp_path: Path, text: str) -> None:
    assert [each.label for each in found(tmp_path, text)] == [""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{IRIS}{LAYERS}training: {{jit_compile: maybe}}\n", "jit_compile must be auto, true or false, got 'maybe'"),
        (
            IRIS + f"layers: [relu, {{type: dense, units: 3, from: {{}}}}, {SOFTMAX}]\n",
            "from must be a name, or NETWORK.NAME; or a list of them, got a mapping",
        ),
    ],
)
def test_value_of_no_type_is_one_mistake_in_words(tmp_path: Path, text: str, message: str) -> None:
    assert [each.message for each in found(tmp_path, text)] == [message]

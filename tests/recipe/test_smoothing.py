"""Label smoothing for all losses reaches each that can smooth and names none."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.recipe.check import check

RECIPE = """
data: {{source: {source}}}
layers: [{row}]
{loss}
regularization: {{label_smoothing: 0.1}}
"""
CLASSES = "{type: dense, units: 3, activation: softmax}"
YES = "{type: dense, units: 1, activation: sigmoid}"
CAT = "{type: animals, classes: [cat, dog], positive: cat}"


@pytest.mark.parametrize(
    ("source", "row", "loss", "expected"),
    [
        ("iris", CLASSES, "", ("categorical_crossentropy", 0.1)),
        ("iris", CLASSES, "loss: categorical_focal_crossentropy", ("categorical_focal_crossentropy", 0.1)),
        (CAT, f"flatten, {YES}", "", ("binary_crossentropy", 0.1)),
        (
            CAT,
            f"flatten, {YES}",
            "loss: {type: binary_crossentropy, label_smoothing: 0.1}",
            ("binary_crossentropy", 0.1),
        ),
    ],
)
def test_a_loss_that_names_none_takes_it(
    tmp_path: Path, source: str, row: str, loss: str, expected: tuple[str, float]
) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(RECIPE.format(source=source, row=row, loss=loss))
    found = check(path, ()).recipe.loss
    assert (found.word, found.label_smoothing) == expected


def test_one_of_several_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(
        "x,a,b\n" + "".join(f"{n},{'yn'[n % 2]},{'yn'[n % 3 > 0]}\n" for n in range(12))
    )
    (tmp_path / "small.yaml").write_text("""
data: {source: {type: csv, path: table.csv, target: [a, b]}}
layers:
  - {type: dense, units: 2, activation: softmax, name: a}
  - {type: dense, units: 2, activation: softmax, name: b, from: table}
loss: {a: {type: categorical_crossentropy, label_smoothing: 0.3}}
regularization: {label_smoothing: 0.1}
""")
    losses = check(tmp_path / "small.yaml", ()).recipe.loss
    assert {name: (loss.word, loss.label_smoothing) for name, loss in losses.items()} == {
        "a": ("categorical_crossentropy", 0.3),
        "b": ("categorical_crossentropy", 0.1),
    }

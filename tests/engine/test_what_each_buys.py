"""The table of what each regularizer buys counts right, and each of its rows is a recipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.recipe.check import check
from tests.engine.what_each_buys import PLAIN, RECIPE, ROWS, accuracies, table


@pytest.mark.parametrize("name", ROWS)
def test_each_row_trains_on_500_pictures(tmp_path: Path, name: str) -> None:
    (tmp_path / "buys.yaml").write_text(RECIPE.format(**{**PLAIN, **ROWS[name]}))
    checked = check(tmp_path / "buys.yaml", ())
    held_back = checked.recipe.data.split.validation or 0.0
    assert round((checked.facts.sizes["train"] or 0) * (1 - held_back)) == 500
    assert checked.facts.sizes["test"] == 1500


def test_a_difference_is_taken_seed_by_seed() -> None:
    found = {"none": [(0.5, 1.0), (0.7, 1.0)], "more": [(0.6, 0.8), (0.9, 1.0)]}
    assert [line.split()[1:] for line in table(found)[1:]] == [
        ["0.6000", "0.1414", "1.0000", "+0.0000", "0.0000"],
        ["0.7500", "0.2121", "0.9000", "+0.1500", "0.0500"],
    ]


def test_a_row_is_trained(tmp_path: Path) -> None:
    test, training = accuracies(ROWS["none"], 0, tmp_path, "training.epochs=2")
    assert 0.2 < test < 0.9
    assert 0.2 < training < 0.9

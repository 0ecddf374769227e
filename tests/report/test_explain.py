"""What `dlcli explain` looks like at a pinned width, and that it loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dlcli.recipe.explain import explain
from dlcli.report.cells import cells
from dlcli.report.explain import render, show

DROPOUT = """\
dropout, a layer
  Random zeros while training.
  In training each number is 0 with probability `rate`, else
  x / (1 - rate) (Srivastava et al., 2014).

Shapes
  (…) → (…).

Arguments
  rate  a number from 0 to below 1; required
        The share of numbers that become 0 in training.
  name  a name: letters, digits, - and _; default none
        What the row is called, by `from` below it and in
        tables.
  from  a name, or NETWORK.NAME; or a list of them; default
        previous
        The row above that it takes, or several; `previous`
        is the row before it.

Example
  layers:
    - type: dropout
      rate: 0.5
"""
PATIENCE = """\
regularization.early_stopping.patience
  How many epochs without a better figure are waited for.
  Takes a whole number, 0 or more; default 5.

Example
  regularization:
    early_stopping:
      patience: 3

patience, an argument
  of reduce_on_plateau:
    a whole number, 0 or more; default 10
    How many epochs without a better figure are waited for.
"""
CODE = """\
duplicate-key, a mistake in a recipe

  A key stands twice in the same mapping. Other readers of YAML let the last one win in silence; here
  nobody has to guess which one counts.

  Wrong:

  seed: 1
  seed: 2

  Right:

  seed: 2
"""
HEAVY = """
import sys
from dlcli.recipe.explain import explain
from dlcli.report.explain import show
for word in (None, "layers", "conv2d", "data.split", "kernel_size", "unknown-key"):
    show(explain(word))
assert not {"tensorflow", "keras", "numpy"} & set(sys.modules)
"""


def text(word: str | None, width: int = 60) -> str:
    return "\n".join(render(explain(word), width=width)) + "\n"


def test_a_word() -> None:
    assert text("dropout") == DROPOUT


def test_a_key() -> None:
    assert text("patience") == PATIENCE


def test_a_code() -> None:
    assert text("duplicate-key", 100) == CODE


def test_the_shelves_stand_in_columns_of_eighty_cells() -> None:
    lines = text(None, 200).splitlines()
    assert max(map(cells, lines)) <= 80
    first = next(line for line in lines if line.startswith("  adadelta"))
    assert first.split()[:2] == ["adadelta", "adagrad"]
    assert "  dlcli explain conv2d       a word: its arguments and an example" in lines


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_asked(width: int) -> None:
    pages = explain("layers") + explain("mode") + explain("learning_rate")
    assert [line for line in render(pages, width=width) if cells(line) > width and "{" not in line] == []


def test_headings_are_plain_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(explain("dropout"))
    assert capsys.readouterr().out == "\n".join(render(explain("dropout"), width=100)) + "\n"


def test_nothing_heavy_is_loaded(repository: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", HEAVY], cwd=repository, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr

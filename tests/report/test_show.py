"""What `dlcli show` looks like: comments in a column, differences a line each, curves with axes."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.parts.schedules.one_cycle import OneCycle
from dlcli.parts.schedules.polynomial_decay import PolynomialDecay
from dlcli.parts.schedules.reduce_on_plateau import ReduceOnPlateau
from dlcli.recipe.check import check
from dlcli.recipe.difference import Difference
from dlcli.recipe.learning_rates import LearningRates
from dlcli.report.curve import curve
from dlcli.report.show import show_differences, show_learning_rates, show_origins

SMALL = """data: {source: iris}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
"""


def test_origins_stand_in_one_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, "utf-8")
    show_origins(check(path))
    text = capsys.readouterr().out
    rows = text.splitlines()
    assert {row.index("  # ") for row in rows if len(row.partition("  # ")[0]) <= 60} == {rows[0].index("  # ")}
    assert rows[0].split() == ["name:", "small", "#", "default"]
    assert next(row for row in rows if "units" in row).endswith(f"# {path}:2")
    again = tmp_path / "again.yaml"
    again.write_text(text, "utf-8")
    assert check(again).recipe == check(path).recipe.model_copy(update={"name": "small"})


def test_differences(capsys: pytest.CaptureFixture[str]) -> None:
    show_differences([Difference("seed", "0", "7"), Difference("layers.relu", None, "relu")])
    assert capsys.readouterr().out == "seed: 0 -> 7\nlayers.relu: (nothing) -> relu\n"
    show_differences([])
    assert capsys.readouterr().out == "no difference\n"


def test_a_constant_rate_is_drawn_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    show_learning_rates({"learning_rate": LearningRates(0.01, 500)})
    text = capsys.readouterr().out
    assert text.startswith("learning_rate: 0.01, the same in all 500 updates\n")
    drawn = [row for row in text.splitlines() if any("\u2800" < letter <= "\u28ff" for letter in row)]
    assert len(drawn) == 1


def test_a_rate_that_follows_figures_is_said_and_not_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    show_learning_rates({"learning_rate": LearningRates(ReduceOnPlateau(initial_learning_rate=0.01), 500)})
    text = capsys.readouterr().out
    assert text == "learning_rate: reduce_on_plateau, 0.01 at first; when it falls, the training's figures decide\n"


def test_the_start_the_peak_and_the_end_of_a_schedule_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    rises = OneCycle(max_learning_rate=0.1, decay_steps=100, warmup_share=0.2, end_divisor=100.0)
    show_learning_rates({"learning_rate": LearningRates(rises, 101)})
    (headline, *_) = capsys.readouterr().out.splitlines()
    assert headline == "learning_rate: one_cycle, from 0.004 over 0.1 at update 20 to 0.001 in 101 updates"
    falls = PolynomialDecay(initial_learning_rate=0.1, decay_steps=10, end_learning_rate=0.01)
    show_learning_rates({"learning_rate": LearningRates(falls, 11)})
    (headline, *_) = capsys.readouterr().out.splitlines()
    assert headline == "learning_rate: polynomial_decay, from 0.1 to 0.01 in 11 updates"


def test_a_falling_line() -> None:
    assert curve(lambda step: 1 - step / 100, 101, width=40, plain=True) == [
        "         1 |***",
        "           |  ***",
        "           |    ***",
        "           |       **",
        "           |         ***",
        "           |           ***",
        "       0.5 |              ***",
        "           |                ***",
        "           |                   **",
        "           |                     ***",
        "           |                       ***",
        "         0 |                         ***",
        "           +----------------------------",
        "            0           50           100",
        "                       update",
    ]


@pytest.mark.parametrize("steps", [1, 2, 3, 1000])
@pytest.mark.parametrize("width", [10, 31, 80, 200])
@pytest.mark.parametrize("plain", [True, False])
def test_no_line_is_wider_than_asked(steps: int, width: int, plain: bool) -> None:
    lines = curve(lambda step: 0.1 / (step + 1), steps, width=width, plain=plain)
    assert max(map(len, lines)) <= max(width, 30)
    assert all(line.isascii() for line in lines) == plain

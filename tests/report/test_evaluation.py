"""The scores of a model, for a person and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlcli.report import evaluation as report
from dlcli.run.evaluation import ByClass, ClassScore, Evaluation
from dlcli.run.folder import write_json
from tests.report.screens import Terminal, plain

ANIMALS = Evaluation(
    "test",
    1450,
    0.281134,
    {"accuracy": 0.915312},
    {
        "label": ByClass(
            (
                ClassScore("cat", 150, 0.84, 0.9, 0.869),
                ClassScore("dog", 150, 0.9, 0.84, 0.869),
                ClassScore("a very long name for an animal", 1150, 1.0, 0.99, 0.995),
            ),
            ((135, 14, 1), (24, 126, 0), (2, 0, 1148)),
        )
    },
)
TABLES = """\
test split, 1,450 examples
  loss      0.2811
  accuracy  0.9153

  class                     examples  precision  recall      f1
  cat                            150     0.8400  0.9000  0.8690
  dog                            150     0.9000  0.8400  0.8690
  a very long name for an…     1,150     1.0000  0.9900  0.9950

confusion: rows are the true classes, columns the predicted ones
                            cat  dog  a very long name for an…
  cat                       135   14                         1
  dog                        24  126                         ·
  a very long name for an…    2    ·                     1,148
"""


def with_classes(number: int, *, name: str = "class") -> Evaluation:
    scores = tuple(ClassScore(f"{name}{at}", 10, 0.5, 0.5, at / number) for at in range(number))
    confusion = tuple(tuple(10 * (at == to) for to in range(number)) for at in range(number))
    return Evaluation("test", 10 * number, 1.0, {}, {"label": ByClass(scores, confusion)})


def test_the_tables_at_a_hundred_cells() -> None:
    assert plain(report.lines(ANIMALS, width=100)) == TABLES


def test_a_number_has_no_classes() -> None:
    found = Evaluation("validation", 1, 3558.2, {"mean_absolute_error": 47.74})
    assert plain(report.lines(found, width=100)) == (
        "validation split, 1 example\n  loss                  3558\n  mean_absolute_error  47.74\n"
    )


def test_names_above_columns_are_cut_until_twenty_classes_fit() -> None:
    lines = plain(report.lines(with_classes(20), width=110)).splitlines()
    assert max(map(len, lines)) <= 110
    assert sum(line.startswith("  class19") for line in lines) == 2


def test_of_more_than_twenty_classes_the_worst_are_shown() -> None:
    shown = plain(report.lines(with_classes(21), width=100))
    assert "the 10 of 21 classes with the lowest f1\n" in shown
    assert "class9 " in shown
    assert "class10" not in shown
    assert "confusion" not in shown


def test_hostile_names_are_shown_as_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    report.show(with_classes(2, name="\x1b[31m[red]\n[link=http://a]"))
    shown = capsys.readouterr().out
    assert r"\x1b[31m[red]\x0a[link=…" in shown
    assert "\x1b" not in shown


def test_the_diagonal_stands_out_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    report.show(ANIMALS)
    assert "\x1b[1;32m135\x1b[0m" in terminal.getvalue()
    assert "\x1b[31m24\x1b[0m" in terminal.getvalue()


@pytest.mark.parametrize("name", ["class", "grün 象", 'quote"\\', "\x07"])
def test_json_is_the_file_byte_for_byte(name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    found = with_classes(3, name=name)
    write_json(tmp_path / "evaluation.json", found.to_json())
    report.show_json(found)
    shown = capfdbinary.readouterr().out
    assert shown == (tmp_path / "evaluation.json").read_bytes()
    assert json.loads(shown)["classes"][2]["name"] == f"{name}2"

"""Grouping mistakes, finding what was meant, and the form for programs."""

from __future__ import annotations

import pytest

from dlcli.recipe.diagnostics import Diagnostic, Note, Place, RecipeError, SourceText, grouped, suggestion

FIRST = SourceText("first.yaml", ("a: 1", "b: 2"))
SECOND = SourceText("second.yaml", ("c: 3",))


def _at(source: SourceText, line: int, column: int, code: str = "wrong-type", message: str = "no") -> Diagnostic:
    return Diagnostic(code, message, Place(source, line, column, column + 1))


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("filter", "filters"),
        ("Filters", "filters"),
        ("kernelsize", "kernel_size"),
        ("kernel-size", "kernel_size"),
        ("actviation", "activation"),
        ("lr", "learning_rate"),
        ("acc", "accuracy"),
        ("zzz", None),
        ("", None),
        ("filters" * 20, None),
    ],
)
def test_what_was_probably_meant(wrong: str, meant: str | None) -> None:
    choices = ["filters", "kernel_size", "activation", "learning_rate", "accuracy"]
    assert suggestion(wrong, choices) == meant


def test_the_same_mistake_comes_once_and_says_how_often() -> None:
    note = Note("first from line 36")
    same = Diagnostic("wrong-type", "no", Place(FIRST, 2, 1, 2), notes=(note,))
    (once,) = grouped([same, *[_at(FIRST, 2, 1)] * 15])
    assert once.notes == (note, Note("in 16 places"))
    assert grouped([once]) == (once,)


def test_mistakes_are_sorted_by_file_line_and_column() -> None:
    given = [_at(SECOND, 1, 4), _at(FIRST, 2, 1), _at(FIRST, 1, 9), _at(FIRST, 1, 4), _at(SECOND, 1, 1)]
    assert [given.index(each) for each in grouped(given)] == [4, 0, 3, 2, 1]


def test_the_form_for_programs() -> None:
    assert Diagnostic("unknown-key", "no", Place(FIRST, 2, 1, 2), "did you mean 'a'?").to_json() == {
        "code": "unknown-key",
        "severity": "error",
        "message": "no",
        "file": "first.yaml",
        "line": 2,
        "column": 1,
        "help": "did you mean 'a'?",
    }
    placeless = Diagnostic("missing-data", "no", None, severity="warning").to_json()
    assert (placeless["file"], placeless["line"], placeless["column"], placeless["help"]) == (None, None, None, None)


def test_the_error_is_one_line_and_exits_with_2() -> None:
    error = RecipeError([_at(FIRST, 2, 1), _at(FIRST, 1, 4, message="must be text")])
    assert error.exit_code == 2
    assert [each.message for each in error.diagnostics] == ["must be text", "no"]
    assert str(error) == "must be text (and 1 more), first.yaml:1:4"

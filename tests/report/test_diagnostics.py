"""The exact report of mistakes, as a person reads it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from dlcli.recipe.diagnostics import Diagnostic, Note, Place, RecipeError, SourceText
from dlcli.recipe.source import parse
from dlcli.report.diagnostics import render, render_github

LENET = "recipes/vision/lenet5.yaml"
BLANK = ("",) * 16
SOURCE = SourceText(
    LENET,
    (
        *BLANK,
        "  - {type: conv2d, filter: 6, kernel_size: 5, activation: tanh}",
        *("",) * 6,
        "  - {type: dense, units: 10, activation: softmax}",
    ),
)
UNKNOWN = Diagnostic(
    "unknown-key",
    "conv2d has no argument 'filter'",
    Place(SOURCE, 17, 20, 26),
    "did you mean 'filters'?",
    "dlcli explain conv2d",
)
SHAPE = Diagnostic(
    "shape-mismatch",
    "dense output has 10 units, the data has 3 classes",
    Place(SOURCE, 24, 26, 28),
    'write "${data.classes}", or 3',
    notes=(Note("classes come from data.source at line 6 (image_folder: cat, dog, lion)"),),
)
TWO = """\
error[unknown-key]: conv2d has no argument 'filter'
  --> recipes/vision/lenet5.yaml:17:20
   |
17 |   - {type: conv2d, filter: 6, kernel_size: 5, activation: tanh}
   |                    ^^^^^^ did you mean 'filters'?
   = help: dlcli explain conv2d

error[shape-mismatch]: dense output has 10 units, the data has 3 classes
  --> recipes/vision/lenet5.yaml:24:26
   |
24 |   - {type: dense, units: 10, activation: softmax}
   |                          ^^ write "${data.classes}", or 3
   = note: classes come from data.source at line 6 (image_folder: cat, dog, lion)

2 errors in recipes/vision/lenet5.yaml
"""


def reported(text: str, *, width: int = 100) -> str:
    with pytest.raises(RecipeError) as caught:
        parse(text, "a.yaml")
    return render(caught.value.diagnostics, width=width)


def marked(text: str, column: int, end: int, *, width: int = 100, label: str = "") -> list[str]:
    place = Place(SourceText("a.yaml", (text,)), 1, column, end)
    return render([Diagnostic("code", "no", place, label)], width=width).splitlines()[3:-2]


def test_the_report_of_the_language_page() -> None:
    assert render([SHAPE, UNKNOWN]) == TWO


def test_a_report_of_nothing_is_empty() -> None:
    assert render([]) == ""


def test_a_note_with_a_place_and_the_widest_line_number_set_the_gutter() -> None:
    assert (
        reported("a: 1\n" + "\n" * 8 + "a: {b: ${c}}\n")
        == """\
error[duplicate-key]: key 'a' given twice (lines 1, 10)
  --> a.yaml:10:1
   |
10 | a: {b: ${c}}
   | ^
   = help: keep one of them
   = note: first given here
     --> a.yaml:1:1

error[unquoted-hole]: a ${…} inside braces or brackets must be quoted
  --> a.yaml:10:8
   |
10 | a: {b: ${c}}
   |        ^^^^ write "${c}"

2 errors in a.yaml
"""
    )


def test_a_tab_and_an_unclosed_bracket() -> None:
    assert (
        reported("data:\n\tsource: iris\n")
        == """\
error[tab-indentation]: tab used for indentation
 --> a.yaml:2:1
  |
2 |     source: iris
  | ^^^^
  = help: use spaces

1 error in a.yaml
"""
    )
    assert (
        reported("data: {source: iris\nlayers: []\n")
        == """\
error[unclosed-bracket]: { opened at 1:7 is never closed
 --> a.yaml:1:7
  |
1 | data: {source: iris
  |       ^
  = help: close it with }

1 error in a.yaml
"""
    )


def test_a_mistake_without_a_place_and_the_count_of_warnings_and_files() -> None:
    other = Place(SourceText("--set", ("x",)), 1, 1, 2)
    given = [
        Diagnostic("a", "one", None, help="first\nsecond"),
        Diagnostic("b", "two", Place(SOURCE, 24, 26, 28), severity="warning"),
        Diagnostic("c", "three", other, severity="warning"),
    ]
    assert (
        render(given)
        == """\
error[a]: one
   = help: first
           second

warning[b]: two
  --> recipes/vision/lenet5.yaml:24:26
   |
24 |   - {type: dense, units: 10, activation: softmax}
   |                          ^^

warning[c]: three
  --> --set:1:1
   |
 1 | x
   | ^

1 error, 2 warnings in recipes/vision/lenet5.yaml and --set
"""
    )


def test_wide_combining_and_control_characters_keep_the_mark_in_its_cells() -> None:
    assert marked("日本: [語, x]", 9, 10) == ["1 | 日本: [語, x]", "  |            ^"]
    assert marked("語: x", 1, 2) == ["1 | 語: x", "  | ^^"]
    assert marked("e\u0301: x", 5, 6) == ["1 | e\u0301: x", "  |    ^"]
    assert marked("a:\tx", 4, 5) == ["1 | a:    x", "  |       ^"]
    assert marked("\x1b[31m: x", 8, 9) == ["1 | \\x1b[31m: x", "  |           ^"]
    assert marked("\u202ea: x", 5, 6) == ["1 | \\u202ea: x", "  |          ^"]


def test_values_names_and_helps_are_escaped() -> None:
    place = Place(SourceText("a\x1b.yaml", ("x",)), 1, 1, 2)
    text = render([Diagnostic("code", "got '\x1b[2J\ud800'", place, "\x07", "\x9b", (Note("\r"),))])
    assert re.findall(r"\\[xu]\w+", text) == ["\\x1b", "\\ud800", "\\x1b", "\\x07", "\\x9b", "\\x0d", "\\x1b"]
    assert text.replace("\n", "").isprintable()


def test_a_place_behind_the_line_marks_one_cell() -> None:
    assert marked("a: 1", 5, 5) == ["1 | a: 1", "  |     ^"]
    assert marked("", 1, 1) == ["1 |", "  | ^"]
    assert marked("a: 1", 9, 12) == ["1 | a: 1", "  |     ^"]


def test_a_long_line_is_cut_around_the_mark() -> None:
    text = "0123456789" * 10
    assert marked(text, 3, 5, width=34) == ["1 | 01234567890123456789012345678…", "  |   ^^"]
    assert marked(text, 51, 53, width=34) == ["1 | …6789012345678901234567890123…", "  |                ^^"]
    assert marked(text, 99, 101, width=34) == [
        "1 | …12345678901234567890123456789",
        "  |                             ^^",
    ]


def test_a_label_without_room_goes_below_the_mark() -> None:
    assert marked("a: {b: cccccc}", 8, 14, width=24, label="did you mean d?") == [
        "1 | a: {b: cccccc}",
        "  |        ^^^^^^",
        "  |      did you mean d?",
    ]


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("column", [1, 30, 59, 500, 998, 1000])
@pytest.mark.parametrize("unit", ["a", "語", "\t", "\x1b"])
def test_no_line_is_wider_than_the_screen(width: int, column: int, unit: str) -> None:
    source = SourceText("a.yaml", (unit * 1000,))
    words = "a label of quite a few words, " * 3
    place = Place(source, 1, column, column + 5)
    text = render([Diagnostic("code", words, place, words, words, (Note(words),))], width=width)
    cells = [sum(2 if character == "語" else 1 for character in line) for line in text.splitlines()]
    assert max(cells) <= width
    assert "^" in text


def test_colours_change_nothing_but_colours() -> None:
    painted = render([UNKNOWN, SHAPE], color=True)
    assert "\x1b[1;31merror[unknown-key]\x1b[0m" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == TWO


def test_plain_text_needs_no_rich() -> None:
    program = (
        "import sys; sys.modules['rich'] = None\n"
        "from dlcli.recipe.diagnostics import Diagnostic\n"
        "from dlcli.report.diagnostics import render\n"
        "sys.stdout.write(render([Diagnostic('a', 'b', None)]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "error[a]: b\n\n1 error\n"


def test_workflow_commands() -> None:
    odd = Place(SourceText("a,b:c.yaml", ("x",)), 1, 1, 2)
    given = [UNKNOWN, Diagnostic("a", "50%\nof it", odd, severity="warning"), Diagnostic("b", "no place", None)]
    assert (
        render_github(given)
        == """\
::error file=recipes/vision/lenet5.yaml,line=17,col=20::conv2d has no argument 'filter'
::warning file=a%2Cb%3Ac.yaml,line=1,col=1::50%25%0Aof it
::error::no place
"""
    )

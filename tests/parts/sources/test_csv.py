"""The source `csv`: how columns are typed, and each thing that can be wrong with a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Label
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Loaded, Source

Make = Callable[..., Source]


@pytest.fixture
def table(source: Make, tmp_path: Path) -> Make:
    def make(content: str | bytes, **fields: Any) -> Source:
        path = tmp_path / "t.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return source("csv", path=str(path), **{"target": "y", **fields})

    return make


def values(loaded: Loaded) -> list[list[float]]:
    column = loaded.features["table"]
    assert isinstance(column, ArrayColumn)
    return [list(map(float, row)) for row in column.values]


@pytest.mark.parametrize(
    ("content", "fields", "label", "labels"),
    [
        ("a,y\n1,2.5\n2,3\n", {}, Label("number"), [2.5, 3.0]),
        ("a,y\n1,red\n2,blue\n", {}, Label("classes", 2, ("blue", "red")), [1, 0]),
        ("a,y\n1,10\n2,9\n", {"columns": {"y": "category"}}, Label("classes", 2, ("9", "10")), [1, 0]),
        ("a,y\n1,1\n2,0\n", {"classes": [1, 0]}, Label("classes", 2, ("1", "0")), [0, 1]),
        ("a,y\n1,none\n2,x\n", {"columns": {"y": "category"}}, Label("classes", 2, ("none", "x")), [0, 1]),
    ],
)
def test_the_target_is_typed(
    table: Make, content: str, fields: dict[str, Any], label: Label, labels: list[float]
) -> None:
    made = table(content, **fields)
    loaded = made.load()
    assert loaded.facts.labels == made.facts().labels == {"label": label}
    assert loaded.label_values["label"].tolist() == labels


def test_columns_pick_the_features(table: Make) -> None:
    loaded = table("a,name,b,y\n1,Ann,2,0\n", columns={"b": "number", "a": "number"}).load()
    assert list(loaded.facts.features) == ["b", "a", "table"]
    assert values(loaded) == [[2, 1]]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffa,b,y\n1,2,3\n",
        "a,b,y\r\n1,2,3\r\n",
        "a,b,y\r1,2,3\r",
        "a,b,y\n1,2,3",
        "\n a , b,y\n\n 1, 2 ,+3.0\n\n",
        'a,"b",y\n1,"2",3\n',
    ],
)
def test_forms_of_the_same_table(table: Make, content: str) -> None:
    loaded = table(content).load()
    assert list(loaded.features) == ["a", "b", "table"]
    assert (values(loaded), loaded.label_values["label"].tolist()) == ([[1, 2]], [3])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b,y\n", "has column names and no rows"),
        ("a,b,y\n1,2,3\n1,2\n", "a row has 2 values, the header has 3, {path}:3;"),
        ("a,b,y\n1,2,3,4\n", "a row has 4 values, the header has 3, {path}:2;"),
        (
            "a,b,y\n1,2,3\n1,x,3\n",
            "column 'b': 'x' is not a number, most of the others are, {path}:3; mend",
        ),
        ("a,b,y\n1,2,3\n1," + "q" * 50 + ",3\n", "column 'b': '" + "q" * 39 + "…' is not a number, most of"),
        (
            'a,b,y\n1,"1,5",3\n2,"2,5",3\n',
            "'1,5' is not a number, {path}:2; write numbers with a point and without separators: 1234.5; or say what",
        ),
        ('a,b,y\n1,2,3\n1,"1,5",3\n', "most of the others are, {path}:3; write numbers with a point"),
        ("a,b,y\n1,2,3\n1,0x10,3\n", "'0x10' is not a number"),
        ("a,b,y\n1,2,3\n1,1_0,3\n", "'1_0' is not a number"),
        ("a,b,y\n1,2,3\n1,\u0661,3\n", "'\u0661' is not a number"),
        ("a,b,y\n1,-inf,3\n", "column 'b': '-inf' is out of range"),
        ("a,b,y\n1,1e39,3\n", "column 'b': '1e39' is out of range"),
        ("a,b,y\n1,2,\n", "target 'y': the value is missing, {path}:2; fill it in"),
        ("a,b,y\n1,2,inf\n", "target 'y': 'inf' is out of range"),
        ("a,b,y\n1,2,red\n1,2,NA\n", "target 'y': 'NA' is missing, {path}:3; mend the row; if 'y' holds names of"),
        ("a,b,y\n1,2,7\n1,2,red\n", "target 'y': 'red' is not a number, {path}:3; mend the row; if 'y' holds names of"),
        ("a,b,y\n1,2,red\n1,2,7\n", "target 'y': '7' is a number, the rows above have text, {path}:3"),
        ("a,b,a,y\n1,2,3,4\n", "two columns are named 'a', {path}:1"),
        (",b,y\n1,2,3\n", "column 1 of '{path}' has no name, {path}:1"),
        ("a;b;y\n1;2;3\n", "looks like ';'-separated"),
        ("a\tb\ty\n1\t2\t3\n", "looks like 'tab'-separated"),
        ("a,table,y\n1,2,3\n", "a feature of '{path}' is named 'table'"),
        ("y\n1\n", "has no column beside the target"),
        ("a,b,z\n1,2,3\n", "has no column 'y'; its columns are a, b, z"),
        ('a,b,y\n1,"2\n",3\n4,"5,6\n7,8,9\n', "a quote that opens in this row is never closed, {path}:4"),
        ('a,b,y\n1,"2"2,3\n', "a quote stands inside a value, {path}:2"),
        ("a,b,y\n1,2,3\n1,2,\0\n", "the line holds a NUL byte, {path}:3"),
        ("a,b,y\n1,2,\xe9\n".encode("latin-1"), "the line is not UTF-8 (byte 0xe9), {path}:2; save it as UTF-8"),
        ("a,b,y\n1,2,3\n".encode("utf-16"), "is UTF-16 text"),
        ("a,b,y\n1,2," + "9" * 2**20, "the line is longer than 1 MiB, {path}:2"),
    ],
)
def test_a_wrong_file_is_told(table: Make, tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(DataError) as caught:
        table(content).load()
    assert words.format(path=tmp_path / "t.csv") in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        (
            "number",
            "red",
            "column 'b': 'red' is not a number, {path}:3; mend or remove the row; if it",
        ),
        ("number", "1,5", "'1,5' is not a number, {path}:3; write numbers with a point"),
        ("date", "2023-02-29", "column 'b': '2023-02-29' is no date, {path}:3; write 2024-02-29"),
        (
            "date",
            "",
            "the value is missing, {path}:3; fill it in, remove the row, or write data.source.missing: drop",
        ),
    ],
)
def test_a_value_is_of_the_kind_that_the_recipe_says(
    table: Make, tmp_path: Path, kind: str, cell: str, words: str
) -> None:
    good = {"number": "1", "date": "2024-02-29"}[kind]
    with pytest.raises(DataError) as caught:
        table(f'a,b,y\n1,{good},3\n1,"{cell}",3\n', columns={"b": kind}).load()
    assert words.format(path=tmp_path / "t.csv") in str(caught.value)


MIXED = """age,city,born,bio,fare,y
31,Rome,1990-05-01,"likes long walks, and short ones",7.5,yes
,Oslo,1985-12-24 13:45,a nurse who sings in two choirs,,no
45,Rome,2001-01-31,,NA,yes
28,,1999-09-09,hates it all and says so loudly,3,no
"""


def test_columns_are_typed_by_looking(table: Make, tmp_path: Path) -> None:
    made = table(MIXED)
    loaded = made.load()
    assert made.facts() == loaded.facts
    kinds = {"age": "number", "city": "category", "born": "date", "bio": "text", "fare": "number"}
    assert {name: each.kind for name, each in loaded.facts.features.items() if name != "table"} == kinds
    assert loaded.concluded == {"columns": {**kinds, "y": "category"}}
    told = table(MIXED, columns=kinds).load()
    assert told.facts == loaded.facts
    path = tmp_path / "t.csv"
    missing = {name: each.missing for name, each in loaded.facts.features.items()}
    assert missing == {**dict.fromkeys(kinds, ""), "age": f"{path}:3", "fare": f"{path}:3", "table": f"{path}:3"}
    assert loaded.facts.features["table"].columns == ("age", "fare")
    cities = loaded.features["city"].fetch([0, 1, 2, 3]).numpy().tolist()
    assert cities == [b"Rome", b"Oslo", b"Rome", b""]


def test_rows_in_which_something_is_missing_are_left_out_where_the_recipe_says_so(table: Make) -> None:
    kinds = {"age": "number", "city": "category", "born": "date"}
    loaded = table(MIXED, columns=kinds, missing="drop").load()
    assert loaded.facts.sizes == {"train": 2}
    assert loaded.notes == ("2 of 4 rows lack a value and are left out",)
    assert values(loaded) == [[31], [45]]
    assert loaded.keys is not None
    assert loaded.keys("bio").tolist() == ["likes long walks, and short ones", ""]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([f"name{number}" for number in range(21)], "text"),
        ([f"name{number}" for number in range(20)], "category"),
        ([f"name{number % 21}" for number in range(209)], "text"),
        ([f"name{number % 21}" for number in range(210)], "category"),
        (["one two three four"] * 30, "text"),
        (["", "NA", "-"], "text"),
        (["2024-01-31", "2024-02-29T10:00"], "date"),
        (["2024-01-31", "2024-02-30"], "category"),
        (["1", "", "-3e2"], "number"),
        (["1", "two", "three"], "category"),
    ],
)
def test_what_a_column_looks_like(table: Make, cells: list[str], kind: str) -> None:
    rows = "".join(f"1,{cell},2\n" for cell in cells)
    assert table(f"a,b,y\n{rows}").load().facts.features["b"].kind == kind


def test_a_column_that_is_not_there_is_told_with_what_was_meant(table: Make) -> None:
    with pytest.raises(DataError, match=r"has no column 'hieght'; did you mean 'height'\? its columns are height, y"):
        table("height,y\n1,2\n", columns={"hieght": "number"}).facts()


def test_a_limit_needs_classes(table: Make) -> None:
    with pytest.raises(DataError, match="`limit_per_class` needs classes, 'y' holds numbers"):
        table("a,y\n1,2\n", limit_per_class=1).load()


@pytest.mark.parametrize(
    ("fields", "place", "code"),
    [
        ({"columns": {"y": "text"}}, ("columns", "y"), "wrong-value"),
        ({"columns": {"a": "word"}}, ("columns", "a"), "literal_error"),
        ({"missing": "keep"}, ("missing",), "literal_error"),
    ],
)
def test_mistakes_in_the_recipe(table: Make, fields: dict[str, Any], place: tuple[str, ...], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        table("a,y\n1,2\n", **fields)
    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [(place, code)]


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, Label(None)),
        ({"columns": {"y": "number"}}, Label("number")),
        ({"columns": {"y": "category"}}, Label("classes")),
        ({"positive": 1}, Label("binary", 2)),
        ({"classes": [2, 1]}, Label("classes", 2, ("2", "1"))),
    ],
)
def test_nothing_is_guessed_from_a_large_file(table: Make, fields: dict[str, Any], label: Label) -> None:
    # Sorted by class: its first megabyte holds one class only.
    made = table("a,y\n" + "1,1\n" * 300_000 + "1,2\n", **fields)
    facts = made.facts()
    assert (facts.labels["label"], facts.sizes) == (label, {"train": None})
    assert list(facts.features) == ["a", "table"]
    assert {each.shape for each in facts.features.values()} == {None}


def test_the_kinds_that_are_told_of_a_large_file_are_facts(table: Make) -> None:
    facts = table("a,b,y\n" + "1,x,1\n" * 200_000, columns={"a": "number", "b": "category"}).facts()
    assert facts.features["table"].columns == ("a",)
    assert facts.features["b"].text


def test_the_fingerprint_changes_with_the_content(table: Make) -> None:
    assert table("a,y\n1,2\n").load().fingerprint != table("a,y\n1,3\n").load().fingerprint

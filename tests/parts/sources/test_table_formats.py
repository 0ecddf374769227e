"""The same table as CSV, JSON lines and Parquet, in one file, in several, packed; and what is wrong with such files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Label
from dlcli.parts.sources._source import Loaded, Source
from tests.parts.sources.test_blocks import held

Make = Callable[..., Source]
ROWS: list[dict[str, Any]] = [
    {
        "area": None if row == 3 else 50.5 + row,
        "floors": row % 4,
        "old": row % 3 == 0,
        "city": ["Rome", "Oslo", ""][row % 3],
        "sold": f"2020-0{1 + row % 9}-11",
        "kind": "ab"[row % 2],
    }
    for row in range(30)
]


def as_csv(rows: list[dict[str, Any]]) -> str:
    def cell(value: Any) -> str:
        return "" if value is None else str(int(value) if value in (True, False) else value)

    lines = [",".join(map(cell, row.values())) for row in rows]
    return "\n".join([",".join(rows[0]), *lines, ""])


def as_jsonl(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps({key: value for key, value in row.items() if value is not None})}\n" for row in rows)


def write_parquet(rows: list[dict[str, Any]], path: Path) -> None:
    table = pa.Table.from_pylist(rows)
    table = table.set_column(3, "city", table["city"].dictionary_encode())
    days = pa.array([date.fromisoformat(row["sold"]) for row in rows])
    parquet.write_table(table.set_column(4, "sold", days), path, row_group_size=7)


@pytest.fixture
def loads(source: Make, tmp_path: Path) -> Callable[..., Loaded]:
    def make(word: str, path: str, **fields: Any) -> Loaded:
        return source(word, path=str(tmp_path / path), target="kind", **fields).load()

    return make


def test_a_table_is_the_same_in_any_form(loads: Callable[..., Loaded], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(as_csv(ROWS))
    (tmp_path / "t.jsonl").write_text(as_jsonl(ROWS))
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress(as_csv(ROWS).encode()))
    write_parquet(ROWS, tmp_path / "t.parquet")
    for number, part in enumerate((ROWS[:11], ROWS[11:12], ROWS[12:])):
        for word, text in (("csv", as_csv(part)), ("jsonl", as_jsonl(part))):
            (tmp_path / word).mkdir(exist_ok=True)
            (tmp_path / word / f"{number}.{word}").write_text(text)
        (tmp_path / "parquet").mkdir(exist_ok=True)
        write_parquet(part, tmp_path / "parquet" / f"{number}.parquet")
    first = loads("csv", "t.csv")
    assert first.facts.labels == {"label": Label("classes", 2, ("a", "b"))}
    kinds = {"area": "number", "floors": "number", "old": "number", "city": "category", "sold": "date"}
    assert first.concluded == {"columns": {**kinds, "kind": "category"}}
    for word, path in [
        ("csv", "p.csv.gz"), ("csv", "csv"), ("csv", "csv/*.csv"),
        ("jsonl", "t.jsonl"), ("jsonl", "jsonl"), ("jsonl", "jsonl/[012].jsonl"),
        ("parquet", "t.parquet"), ("parquet", "parquet"),
    ]:  # fmt: skip
        other = loads(word, path)
        assert other.concluded == first.concluded, path
        np.testing.assert_equal(held(other), held(first), err_msg=path)
        assert other.facts.features["area"].missing, path
        dropped = loads(word, path, missing="drop")
        np.testing.assert_equal(held(dropped), held(loads("csv", "t.csv", missing="drop")), err_msg=path)


def test_the_place_of_what_is_wrong_is_that_in_its_own_file(loads: Callable[..., Loaded], tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    for number in range(2):
        (tmp_path / "parts" / f"{number}.csv").write_text("a,kind\n1,x\n2,y\n" + "x,y\n" * number)
    with pytest.raises(DataError) as caught:
        loads("csv", "parts")
    assert str(tmp_path / "parts" / "1.csv") + ":4" in str(caught.value)
    rows = [{"a": "7", "kind": "x"}] * 3 + [{"a": "seven", "kind": "y"}]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet")
    with pytest.raises(DataError, match=r"'seven' is not a number, most of the others are, .*t\.parquet, row 4"):
        loads("parquet", "t.parquet")


def wrong_parquet(column: pa.Array) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        parquet.write_table(pa.table({"a": column, "kind": ["x", "y"]}), path)

    return write


def cut(path: Path) -> None:
    write_parquet(ROWS, path)
    path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize(
    "case",
    [
        ("csv", "t.csv.gz", gzip.compress(b"a,kind\n" + b"1,x\n" * 999)[:-9], "cannot be unpacked"),
        ("csv", "t.csv.gz", b"a,kind\n1,x\n", "cannot be unpacked"),
        ("csv", "*.csv", None, "no file is like '{path}'"),
        ("jsonl", "t.jsonl", b"", "has no rows"),
        ("jsonl", "t.jsonl", b'{"a": 1, "kind": "x"}\n[1]\n', "the line is no object, {path}:2"),
        ("jsonl", "t.jsonl", b'{"a": 1, "kind": "x"}\n{a: 1}\n', "the line is no JSON, {path}:2"),
        ("jsonl", "t.jsonl", b'{"a": [1], "kind": "x"}\n', "'a' is a list, a column of a table holds single values"),
        ("jsonl", "t.jsonl", b'{"a": 1, "kind": "x"}\n\xff\n', "the line is not UTF-8 (byte 0xff), {path}:2"),
        ("jsonl", "t.jsonl", b'{"a": 1, "b": 2}\n', "has no column 'kind'; its columns are a, b"),
        ("parquet", "t.parquet", b"a,kind\n1,x\n", "is no Parquet file"),
        ("parquet", "t.parquet", b"PAR1" + b"0" * 99, "cannot be read: "),
        ("parquet", "t.parquet", cut, "cannot be read: "),
        ("parquet", "t.parquet", wrong_parquet(pa.array([[1], [2]])), "column 'a' of '{path}' is list<"),
        ("parquet", "t.parquet", wrong_parquet(pa.array([b"x", b"y"])), "column 'a' of '{path}' is binary"),
        ("parquet", "t.parquet", wrong_parquet(pa.array([1.0, float("inf")])), "'inf' is out of range"),
    ],
)
def test_a_wrong_file_is_told(source: Make, tmp_path: Path, case: tuple[str, str, Any, str]) -> None:
    word, name, content, words = case
    if isinstance(content, bytes):
        (tmp_path / name).write_bytes(content)
    elif content is not None:
        content(tmp_path / name)
    made = source(word, path=str(tmp_path / name), target="kind")
    with pytest.raises(DataError) as caught:
        (made.facts(), made.load())
    assert words.format(path=tmp_path / name) in str(caught.value)


def test_times_of_day_are_read(loads: Callable[..., Loaded], tmp_path: Path) -> None:
    times = [datetime.fromisoformat(each) for each in ("2020-01-02 03:04:05.678901", "1999-12-31")]
    parquet.write_table(pa.table({"at": times, "kind": ["x", "y"]}), tmp_path / "t.parquet")
    loaded = loads("parquet", "t.parquet")
    assert loaded.facts.features["at"].kind == "date"
    assert loaded.features["at"].fetch([0, 1]).numpy().tolist() == [b"2020-01-02 03:04:05", b"1999-12-31 00:00:00"]

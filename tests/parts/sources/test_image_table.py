"""The source `image_table`: pictures named by a table; and pictures that cannot be decoded, left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from pydantic import ValidationError

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Feature, Label
from dlcli.parts.sources._source import Source
from tests.parts.sources.conftest import png

Make = Callable[..., Source]
ROWS = [
    {"photo": f"in/{number}.png", "age": number / 2, "kind": "ab"[number % 2], "size": 3.5 * number}
    for number in range(5)
]


@pytest.fixture
def pets(source: Make, tmp_path: Path) -> Make:
    (tmp_path / "in").mkdir()
    for number in range(5):
        (tmp_path / "in" / f"{number}.png").write_bytes(png(3 + number, 2))

    def make(suffix: str = "csv", rows: list[dict[str, Any]] = ROWS, **fields: Any) -> Source:
        path = tmp_path / f"pets.{suffix}"
        if suffix == "parquet":
            parquet.write_table(pa.Table.from_pylist(rows), path)
        else:
            lines = [",".join(map(str, row.values())) for row in rows]
            path.write_text("\n".join([",".join(rows[0]), *lines, ""]))
        given = {"target": "kind", "columns": {"photo": "image"}, **fields}
        return source("image_table", path=str(path), **given)

    return make


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_pictures_stand_beside_the_other_columns(pets: Make, suffix: str) -> None:
    made = pets(
        suffix, columns={"photo": "image", "age": "number", "size": "number"}, target=["kind", "size"], channels=1
    )
    loaded = made.load()
    assert loaded.facts.features["photo"] == Feature((None, None, 1), (0, 255), image=True)
    assert list(loaded.facts.features) == ["photo", "age", "table"]
    assert loaded.facts.labels == {"kind": Label("classes", 2, ("a", "b")), "size": Label("number")}
    assert [loaded.features["photo"].fetch(row).shape for row in range(5)] == [(3 + row, 2, 1) for row in range(5)]
    assert loaded.features["age"].fetch([0, 4]).numpy().tolist() == [0, 2]
    assert len(loaded.files) == 6
    assert loaded.fingerprint != pets(suffix, ROWS[:4]).load().fingerprint


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("in/9.png", "in/9.png' does not exist"),
        ("pets.csv", "pets.csv' is text, not a picture, row 5 of '"),
        ("", "is a folder"),
    ],
)
def test_a_picture_that_is_none_is_told_with_its_row(pets: Make, path: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        pets(rows=[*ROWS[:4], {**ROWS[4], "photo": path}]).load()
    assert words in str(caught.value)


@pytest.mark.parametrize("columns", [{"age": "number"}, {"photo": "image", "size": "image"}, {"kind": "image"}])
def test_one_column_is_an_image(pets: Make, columns: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        pets(columns=columns)
    assert {error["loc"][0] for error in caught.value.errors()} == {"columns"}


def folder(tmp_path: Path, bad: int) -> dict[str, Any]:
    for number in range(30):
        path = tmp_path / "f" / "ab"[number % 2] / f"{number:02d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = png(8, 8)
        path.write_bytes(whole[: len(whole) // 2] if number < bad else whole)
    return {"path": str(tmp_path / "f"), "channels": 1}


def test_pictures_that_cannot_be_decoded_are_left_out_where_the_recipe_says_so(source: Make, tmp_path: Path) -> None:
    fields = folder(tmp_path, 3)
    assert source("image_folder", **fields).load().facts.sizes == {"train": 30}
    made = source("image_folder", **fields, on_bad_record="skip")
    loaded = made.load()
    assert made.facts().sizes == {"train": None}
    assert loaded.facts.sizes == {"train": 27}
    assert loaded.label_values["label"].tolist() == [0] * 13 + [1] * 14
    assert loaded.notes[0].startswith(f"3 of 30 pictures of '{fields['path']}' are damaged and left out: ")
    assert loaded.notes[0].count(".png") == 3
    with pytest.raises(DataError, match=r"4 of 30 pictures of .* are damaged: .*, …; that is more than are left out"):
        source("image_folder", **folder(tmp_path, 4), on_bad_record="skip").load()


def test_rows_with_such_pictures_are_left_out_of_a_table_too(pets: Make, tmp_path: Path) -> None:
    rows = [{**ROWS[0], "photo": f"in/{row}.png", "kind": "ab"[row % 3 % 2], "age": row} for row in range(30)]
    for row in range(30):
        (tmp_path / "in" / f"{row}.png").write_bytes(png(8, 8)[:40] if row in (4, 9) else png(8, 8))
    columns = {"photo": "image", "age": "number"}
    assert pets(rows=rows, columns=columns).load().facts.sizes == {"train": 30}
    made = pets(rows=rows, columns=columns, on_bad_record="skip")
    assert made.facts().sizes == {"train": None}
    loaded = made.load()
    assert loaded.facts.sizes == {"train": 28}
    assert loaded.splits["train"].tolist() == [row for row in range(30) if row not in (4, 9)]
    assert loaded.notes[0].startswith("2 of 30 pictures of '")
    rows[5]["photo"] = "in/none.png"
    assert pets(rows=rows, columns=columns, on_bad_record="skip").load().facts.sizes == {"train": 27}

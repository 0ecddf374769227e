"""A large table, read in blocks, is the table that is read row by row; what is made of it lies in the user's cache."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcli.ground.errors import DataError, ResourceError
from dlcli.ground.user_cache import cache_folder
from dlcli.parts.sources import _arrow_files, _table_files, csv
from dlcli.parts.sources._mapped import MappedColumn
from dlcli.parts.sources._source import Loaded, Source

Make = Callable[..., Source]
GENERATOR = np.random.default_rng(0)
NAMES = ["Rome", "Oslo", "San José", "", '"quoted, twice"', "none", "Åsa"]


def written(path: Path, rows: int = 3000, **odd: str) -> Path:
    """Numbers, some missing; categories, dates, texts, weights; `odd` are cells of the last row but one."""
    lines = ["size, gap,city,born,note,weight,price,kind"]
    for row in range(rows):
        cells = {
            "size": f"{GENERATOR.normal():.6g}",
            "gap": ["", "NA", "+3", " 7.5 ", "-1e3"][row % 5],
            "city": NAMES[row % 7],
            "born": f"19{10 + row % 90}-0{1 + row % 9}-1{row % 10}" + (" 10:30" if row % 2 else ""),
            "note": f'"row {row},\nof many words"' if row % 50 == 0 else f"row {row} of so many words",
            "weight": str(1 + row % 3),
            "price": f"{row / 7:.5f}",
            "kind": "abc"[row % 3],
        }
        lines.append(",".join((cells | odd if row == rows - 2 else cells).values()))
    path.write_text("\n".join([*lines[:5], "", *lines[5:], ""]), "utf-8")
    return path


@pytest.fixture
def both(source: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Source, Source]]:
    """The same source twice: one that reads rows, one that reads blocks."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(_arrow_files, "BLOCK", 20_000)

    def make(path: Path, **fields: Any) -> tuple[Source, Source]:
        by_row = source("csv", path=str(path), **fields)

        class InBlocks(csv.Csv):
            def small(self) -> bool:
                return False

        return by_row, InBlocks.model_validate({"path": str(path), **fields})

    return make


def held(loaded: Loaded) -> dict[str, Any]:
    """All its values."""
    rows = np.arange(len(loaded.label_values[next(iter(loaded.label_values))]))
    found = {name: column.fetch(rows).numpy().tolist() for name, column in loaded.features.items()}
    weights = None if loaded.weights is None else loaded.weights.tolist()
    return {**found, "labels": {name: values.tolist() for name, values in loaded.label_values.items()}, "w": weights}


@pytest.mark.parametrize(
    "fields",
    [
        {"target": "kind"},
        {"target": ["price", "kind"], "sample_weight": "weight"},
        {"target": "kind", "missing": "drop", "limit_per_class": 90},
        {"target": "kind", "positive": "b", "classes": ["a", "b"]},
        {"target": "price", "columns": {"size": "number", "gap": "category", "born": "text"}},
        {"target": "weight", "columns": {"city": "category", "weight": "category"}, "missing": "drop"},
    ],
)
def test_blocks_hold_what_rows_hold(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path, fields: dict[str, Any]
) -> None:
    one, other = both(written(tmp_path / "t.csv"), **fields)
    by_row, in_blocks = one.load(), other.load()
    assert in_blocks.facts.features == by_row.facts.features
    assert in_blocks.facts.labels == by_row.facts.labels
    assert in_blocks.facts.sizes == by_row.facts.sizes
    np.testing.assert_equal(held(in_blocks), held(by_row))
    assert in_blocks.concluded == by_row.concluded
    assert by_row.keys is not None
    assert in_blocks.keys is not None
    assert in_blocks.keys("city").tolist() == by_row.keys("city").tolist()


@pytest.mark.parametrize(
    ("odd", "fields"),
    [
        ({"size": "wide"}, {"target": "kind"}),
        ({"size": "1e39"}, {"target": "kind"}),
        ({"size": "0x10"}, {"target": "kind", "columns": {"size": "number"}}),
        ({"born": "2023-02-29"}, {"target": "kind", "columns": {"born": "date"}}),
        ({"kind": ""}, {"target": "kind"}),
        ({"kind": "7"}, {"target": "kind"}),
        ({"price": "dear"}, {"target": "price"}),
        ({"price": ""}, {"target": "price"}),
        ({"weight": ""}, {"target": "price", "sample_weight": "weight"}),
        ({"weight": "-1"}, {"target": "price", "sample_weight": "weight"}),
        ({"city": "a,b"}, {"target": "kind"}),
        ({"city": 'a"b'}, {"target": "kind"}),
    ],
)
def test_what_is_wrong_is_told_in_the_same_words(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path, odd: dict[str, str], fields: dict[str, Any]
) -> None:
    told = []
    for each in both(written(tmp_path / "t.csv", **odd), **fields):
        try:
            loaded = each.load()
        except DataError as error:
            told.append(str(error))
        else:
            told.append(repr(held(loaded)))
    assert told[0] == told[1]


def test_what_was_made_is_taken_again_until_the_table_changes(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "t.csv")
    kinds = {"size": "number", "city": "category"}
    _, source = both(path, target="kind", columns=kinds)
    first = held(source.load())
    (kept,) = cache_folder("tables").iterdir()
    (made,) = kept.glob("*-*")
    with monkeypatch.context() as patch:
        patch.setattr(csv, "csv_blocks", lambda *_: pytest.fail("the table was read again"))
        assert held(source.load()) == first
    written(path, rows=2000)
    assert held(source.load()) != first
    (again,) = kept.glob("*-*")
    assert again != made
    _, other = both(path, target="kind", columns={"size": "number"})
    other.load()
    assert len(list(kept.glob("*-*"))) == 2, "one for each way to read it"
    shutil.rmtree(again)
    assert len(held(source.load())["city"]) == 2000


def test_large_content_stays_in_its_files(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = both(written(tmp_path / "t.csv"), target="kind", limit_per_class=500)
    monkeypatch.setattr(_table_files, "MOST_IN_MEMORY", 0)
    (told,) = other.load().notes
    assert told.startswith(f"'{tmp_path / 't.csv'}' is kept as numbers in {cache_folder('tables')}")
    assert told.endswith("read from there as it is needed")
    loaded = other.load()
    assert isinstance(loaded.features["table"], MappedColumn)
    np.testing.assert_equal(held(loaded), held(one.load()))


def test_workers_that_read_the_same_table_wait_for_the_first(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path
) -> None:
    _, source = both(written(tmp_path / "t.csv"), target="kind")
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(lambda _: held(source.load()), range(4)))
    assert all(repr(each) == repr(loaded[0]) for each in loaded)
    (kept,) = cache_folder("tables").iterdir()
    assert len(list(kept.glob("*-*"))) == 1


def test_a_cache_that_cannot_be_written_is_told_with_a_way_out(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    _, source = both(written(tmp_path / "t.csv"), target="kind")
    with pytest.raises(ResourceError, match="set XDG_CACHE_HOME to a folder with room"):
        source.load()


def test_a_block_of_which_every_row_is_left_out_says_nothing_of_the_target(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path
) -> None:
    lines = [f",{row}" if row < 9000 else f"{row},{row}" for row in range(9100)]
    (tmp_path / "t.csv").write_text("\n".join(["a,y", *lines, ""]))
    one, other = both(tmp_path / "t.csv", target="y", missing="drop")
    by_row, in_blocks = one.load(), other.load()
    assert in_blocks.facts.labels == by_row.facts.labels
    np.testing.assert_equal(held(in_blocks), held(by_row))


def test_a_value_that_is_too_long_is_refused_both_ways(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path
) -> None:
    (tmp_path / "long.csv").write_text(f"size,kind\n1,a\n2,{'x' * 140_000}\n")
    for made in both(tmp_path / "long.csv", target="size"):
        with pytest.raises(DataError, match=r"a value is longer than 131,072 characters.*long\.csv:3"):
            made.load()


def test_classes_of_which_a_row_has_any_number_are_alike(
    both: Callable[..., tuple[Source, Source]], tmp_path: Path
) -> None:
    tags = ["", "sea;sun", " wind ", "sun; sea", "wind;sea;sun"]
    lines = ["size,tags", *(f"{row},{tags[row % 5]}" for row in range(3000)), ""]
    (tmp_path / "sky.csv").write_text("\n".join(lines))
    by_row, in_blocks = (
        each.load() for each in both(tmp_path / "sky.csv", target="tags", separator=";", missing="drop")
    )
    assert by_row.facts.labels == in_blocks.facts.labels
    assert by_row.label_values["label"].tolist() == in_blocks.label_values["label"].tolist()
    assert by_row.label_values["label"][:5].tolist() == [[0, 0, 0], [1, 1, 0], [0, 0, 1], [1, 1, 0], [1, 1, 1]]

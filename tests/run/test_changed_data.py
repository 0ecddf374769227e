"""Data that changed since a run began is named file by file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcli.run.changed_data import difference
from dlcli.run.events import Warned
from tests.run.conftest import SMALL, Runs, told, written

FROM_FILE = SMALL.replace("source: iris", "source: {type: csv, path: table.csv, target: y, columns: {y: category}}")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = np.random.default_rng(1).normal(size=(60, 2))
    text = "".join(f"{a:.3f},{b:.3f},{'cat' if a > b else 'dog'}\n" for a, b in rows)
    path = tmp_path / "table.csv"
    path.write_text("a,b,y\n" + text, "utf-8")
    return path


def test_data_that_changed_is_named_file_by_file(runs: Runs, table: Path) -> None:
    run = runs.train(FROM_FILE, stop=2)
    (file,) = written(run)["data"]["files"]
    assert (file["path"], file["size"], len(file["sha256"])) == ("table.csv", table.stat().st_size, 64)
    text = table.read_text("utf-8")
    table.write_text(text.replace("\n0.", "\n1.", 1), "utf-8")
    assert "the data has changed since step 2: 1 file: table.csv" in runs.refused()
    events = runs.resume(allow_inexact=True)
    assert told(events, Warned) == ["resumed inexactly at step 2: the data has changed since step 2: 1 file: table.csv"]


def test_data_with_more_examples_is_never_gone_on_with(runs: Runs, table: Path) -> None:
    runs.train(FROM_FILE, stop=2)
    table.write_text(table.read_text("utf-8") + "1.0,2.0,dog\n" * 5, "utf-8")
    then, now = "48 train and 12 validation examples", "52 train and 13 validation"
    text = runs.refused(allow_inexact=True)
    assert text.startswith(f"the data has changed since step 2: 1 file: table.csv; {then} then, {now} now, ")


def test_data_that_was_only_touched_is_the_same(runs: Runs, table: Path) -> None:
    run = runs.train(FROM_FILE, stop=2)
    os.utime(table, ns=(1, 1))
    runs.resume()
    assert written(run)["exact"] is True


def described(**sizes: int) -> dict[str, Any]:
    files = [{"path": name, "size": size, "mtime_ns": 0, "sha256": None} for name, size in sizes.items()]
    return {"data_fingerprint": str(sizes), "data": {"files": files}}


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ({"a": 1, "b": 2}, None),
        ({"a": 9, "b": 2}, "1 file: a"),
        ({"a": 9, "c": 2}, "3 files: a, b (gone), c (new)"),
        ({"c": 1, "d": 1, "e": 1}, "5 files: a (gone), b (gone), c (new), …"),
    ],
)
def test_files_are_named_as_changed_gone_and_new(now: dict[str, int], text: str | None) -> None:
    found = difference(described(a=1, b=2), described(**now), step=120)
    assert found == (text and f"the data has changed since step 120: {text}")


def test_data_of_a_package_has_no_files_to_name() -> None:
    found = difference(described(), {**described(), "data_fingerprint": "another"}, step=120)
    assert found == "the data has changed since step 120"

"""Data that changed since a run began is named file by file."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

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

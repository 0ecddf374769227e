"""`dlcli check`: what is odd in data is found, and a network that cannot learn one batch by heart is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner

from dlcli.build.opened import open_data
from dlcli.build.strategy import Distribution
from dlcli.cli.app import app
from dlcli.parts.strategies.one_device import OneDevice
from dlcli.recipe.check import check
from dlcli.run.checkup import checkup
from dlcli.run.findings import findings

GENERATOR = np.random.default_rng(0)
TABLE = """
data: {source: {type: csv, path: t.csv, target: y}, split: {test: 0.25}SPLIT}
layers: [{type: dense, units: 8, activation: relu}, {type: dense, units: "${data.classes}", activation: softmax}]
optimizer: {type: adam, learning_rate: RATE}
"""


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    """Severity and message of what is found in the data."""
    (folder / "r.yaml").write_text(text)
    return [(each.severity, each.message) for each in findings(open_data(check(folder / "r.yaml")))]


def table(folder: Path, columns: dict[str, list[object]]) -> str:
    rows = [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    (folder / "t.csv").write_text("\n".join([",".join(columns), *rows, ""]))
    return TABLE.replace("RATE", "0.01")


def plain(rows: int = 80) -> dict[str, list[object]]:
    """Nothing is odd in it."""
    numbers = GENERATOR.normal(size=(rows, 2)).round(6)
    return {"a": list(numbers[:, 0]), "b": list(numbers[:, 1]), "y": ["no" if a < 0 else "yes" for a in numbers[:, 0]]}


def test_nothing_is_odd_in_good_data(tmp_path: Path) -> None:
    text = table(tmp_path, plain())
    assert found(tmp_path, text.replace("SPLIT", "")) == []


def test_what_is_odd_in_columns_is_found(tmp_path: Path) -> None:
    columns = plain()
    columns |= {"again": columns["a"], "same": [7] * 80, "large": [5000 * number for number in range(80)]}
    columns["gap"] = ["" if number % 8 == 0 else number / 80 for number in range(80)]
    text = table(tmp_path, columns).replace("SPLIT", ", transforms: {gap: [fill_missing]}")
    assert [(severity, message.partition(" (")[0]) for severity, message in found(tmp_path, text)] == [
        ("warning", "always the same: same"),
        ("warning", "the same numbers: a, again"),
        ("warning", "large numbers: large"),
        ("note", "numbers are missing, and filled in: gap"),
    ]


def test_categories_that_never_train_are_found(tmp_path: Path) -> None:
    columns = plain()
    text = table(tmp_path, columns).replace("SPLIT", "")
    (tmp_path / "r.yaml").write_text(text)
    held_back = open_data(check(tmp_path / "r.yaml")).rows["test"]
    columns["city"] = ["Oslo" if row == held_back[0] else "Rome" if row % 2 else "Bern" for row in range(80)]
    assert found(tmp_path, table(tmp_path, columns).replace("SPLIT", "")) == [
        ("warning", f"1 of {len(held_back)} examples of the test split have a city that never trains: Oslo"),
    ]


def test_what_is_odd_in_classes_is_found(tmp_path: Path) -> None:
    columns = plain(400)
    columns["y"] = ["rare" if row < 5 else "some" if row < 50 else "most" for row in range(400)]
    told = found(tmp_path, table(tmp_path, columns).replace("SPLIT", ", batch_size: 8"))
    assert [severity for severity, _ in told] == ["warning", "warning"]
    assert told[0][1].startswith("few examples train: rare (")
    assert "times the examples of rare" in told[1][1]


def test_a_class_that_never_trains_is_found(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(table(tmp_path, plain()).replace("SPLIT", ""))
    opened = open_data(check(tmp_path / "r.yaml"))
    yes = np.flatnonzero(opened.loaded.label_values["label"] == 1)
    told = findings(replace(opened, rows={"train": yes}))
    assert [each.message for each in told] == ["no example of no trains"]


def test_examples_in_two_splits_and_with_two_labels_are_found(tmp_path: Path) -> None:
    columns = plain(100)
    for name, values in columns.items():
        columns[name] = [*values, *values[:40]]
    columns["y"][-1] = "no" if columns["y"][-1] == "yes" else "yes"
    told = dict(map(reversed, found(tmp_path, table(tmp_path, columns).replace("SPLIT", ", shuffle: false"))))
    (again,) = (message for message in told if "in the training split too" in message)
    rows = open_data(check(tmp_path / "r.yaml")).rows
    first = {row % 100 for row in rows["train"]}
    assert again.startswith(
        f"{sum(row % 100 in first for row in rows['test'])} of {len(rows['test'])} examples of the test"
    )
    unlike = [message for message in told if "different labels" in message]
    assert unlike == ["1 examples stand there with different labels, such as rows 39, 139"] or 39 not in rows["train"]


def pets(folder: Path) -> Path:
    for number in range(20):
        path = folder / "p" / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = GENERATOR.integers(0, 255, (6 + number, 8, 1), np.uint8)
        path.write_bytes(tf.io.encode_png(pixels).numpy())
    (folder / "r.yaml").write_text(
        "data:\n  source: {type: image_folder, path: p, channels: 1}\n"
        "  transforms: [{type: resizing, height: 6, width: 6}, {type: scale_to, range: [0, 1]}]\n"
        'layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]\n'
    )
    return path


def test_a_damaged_picture_would_stop_a_training(tmp_path: Path) -> None:
    last = pets(tmp_path)
    assert found(tmp_path, (tmp_path / "r.yaml").read_text()) == [
        ("note", "20 sizes of pictures, from 6×8 to 25×8"),
    ]
    last.write_bytes(last.read_bytes()[:120])
    done = CliRunner().invoke(app, ["check", str(tmp_path / "r.yaml"), "--json"])
    told = json.loads(done.stdout)
    assert told["findings"][0]["message"] == f"{last} is cut off, damaged or gone"
    assert told["trial"] is None
    assert done.exception is not None
    assert getattr(done.exception, "exit_code", 0) == 3


def test_pictures_whose_names_say_something_else_are_found(tmp_path: Path) -> None:
    last = pets(tmp_path)
    last.write_bytes(tf.io.encode_jpeg(np.zeros((8, 8, 1), np.uint8)).numpy())
    last.rename(last.with_suffix(".gif"))
    (tmp_path / "p" / "a" / "0.png").rename(tmp_path / "p" / "a" / "0")
    told = found(tmp_path, (tmp_path / "r.yaml").read_text())
    where = last.with_suffix(".gif")
    assert told[0] == ("warning", f"pictures of another kind than their names say: {where} (JPEG)")


def test_empty_texts_are_found(tmp_path: Path) -> None:
    for number in range(24):
        path = tmp_path / "t" / "ab"[number % 2] / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if number == 4 else f"text number {number}")
    text = (
        "data:\n  source: {type: text_folder, path: t}\n"
        "  transforms: [{type: text_vectorization, output_mode: multi_hot}]\n"
        'layers: [{type: dense, units: "${data.classes}", activation: softmax}]\n'
    )
    assert found(tmp_path, text) == [("warning", "1 of 24 texts of text are empty")]


@pytest.mark.parametrize(
    ("rate", "learned"), [pytest.param("0.02", True, marks=pytest.mark.slow), ("0.0000001", False)]
)
def test_one_batch_is_learned_by_heart_or_told(tmp_path: Path, rate: str, learned: bool) -> None:
    (tmp_path / "r.yaml").write_text(table(tmp_path, plain()).replace("0.01", rate).replace("SPLIT", ""))
    here = Distribution(OneDevice(), tf.distribute.OneDeviceStrategy("CPU:0"))
    seen = checkup(check(tmp_path / "r.yaml"), here)
    assert seen.trial is not None
    assert seen.trial.by_heart is not None
    assert seen.trial.by_heart.learned == learned
    assert (seen.trial.by_heart.last <= 0.1 * seen.trial.by_heart.first) == learned
    assert any("not learned by heart" in each.message for each in seen.findings) != learned
    assert not seen.stops


@pytest.mark.slow
def test_a_draft_passes(tmp_path: Path) -> None:
    table(tmp_path, plain(200))
    file = tmp_path / "draft.yaml"
    assert (
        CliRunner().invoke(app, ["new", "--data", str(tmp_path / "t.csv"), "--target", "y", str(file)]).exit_code == 0
    )
    done = CliRunner().invoke(app, ["check", str(file)], catch_exceptions=False)
    assert "learned by heart" in done.stdout
    assert "nothing odd was found" in done.stdout

"""Recipes that are drafted for data: each is valid without a warning, and trains."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from sklearn import datasets
from typer.testing import CliRunner

from dlcli.cli.app import app
from dlcli.ground.errors import DataError, UsageError
from dlcli.recipe.check import check
from dlcli.recipe.draft import write_draft
from dlcli.run.begin import begin
from dlcli.run.events import ignore

GENERATOR = np.random.default_rng(0)


def table(folder: Path) -> Path:
    """Numbers, a text, a number that never changes, one that is missing once; two targets."""
    lines = []
    for row in range(60):
        size, age = GENERATOR.random(2) * 9
        lines.append(
            f"{size:.3f},{age:.3f},note {row},1,{'' if row == 7 else row},{3 * size:.3f},{'ab'[int(size > 4.5)]}"
        )
    (folder / "my data.csv").write_text("size,the age,note,one,gap,price,kind\n" + "\n".join(lines) + "\n", "utf-8")
    return folder / "my data.csv"


def objects(folder: Path) -> Path:
    rows = [{"size": row / 7, "city": ["Rome", "Oslo"][row % 2], "price": row / 5 + row % 2} for row in range(60)]
    (folder / "houses.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return folder / "houses.jsonl"


def pictures(folder: Path) -> Path:
    for number in range(24):
        path = folder / "cells" / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tf.io.encode_png(GENERATOR.integers(0, 256, (30 + number, 27, 1), np.uint8)).numpy())
    return folder / "cells"


def texts(folder: Path) -> Path:
    for split in ("train", "test"):
        for number in range(20):
            path = folder / "mail" / split / "ab"[number % 2] / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{('good', 'bad')[number % 2]} words {number}", "utf-8")
    return folder / "mail"


def arrays(folder: Path) -> Path:
    digits = datasets.load_digits()
    np.savez(folder / "digits.npz", pictures=digits.images[:200].astype(np.uint8), kinds=digits.target[:200])
    return folder / "digits.npz"


DRAFTS: dict[str, tuple[Any, dict[str, Any], list[str]]] = {
    "classes": (
        table,
        {"target": "kind"},
        ["kind: category", "left out: note (text), one (always the same)", "gap: number", "fill_missing"],
    ),
    "numbers": (
        table,
        {"target": "price"},
        ["label: [normalization]", "units: 1}", "the age: number", "kind: [{type: string_lookup"],
    ),
    "objects": (objects, {"target": "price"}, ["type: jsonl", "city: category", "size: number"]),
    "series": (table, {"target": "size", "window": 6}, ["type: time_series", "window: 6"]),
    "pictures": (pictures, {}, ["channels: 1", "height: 48", "random_flip"]),
    "texts": (texts, {}, ["text_vectorization", "split: {validation: 0.2, stratify: true}"]),
    "arrays": (arrays, {}, ["features: pictures, labels: kinds", "conv2d", "scale_to"]),
}


@pytest.mark.parametrize("kind", DRAFTS)
def test_a_draft_is_valid_without_a_warning(tmp_path: Path, kind: str) -> None:
    drafted(tmp_path, kind)


# The others are trained with all slow tests.
@pytest.mark.parametrize(
    "kind", [kind if kind == "numbers" else pytest.param(kind, marks=pytest.mark.slow) for kind in DRAFTS]
)
def test_a_draft_trains(tmp_path: Path, kind: str) -> None:
    run = begin(
        drafted(tmp_path, kind),
        overrides=("training.epochs=1",),
        runs=tmp_path / "runs",
        resuming=False,
        listener=ignore,
        command=["dlcli"],
        debug=False,
    )
    assert np.isfinite(json.loads(run.evaluation.read_bytes())["loss"])


def drafted(tmp_path: Path, kind: str) -> Path:
    """The file of a draft, which was looked at."""
    make, options, said = DRAFTS[kind]
    (tmp_path / "made").mkdir()
    file = tmp_path / "made" / "draft.yaml"
    assert write_draft(make(tmp_path), file, **options) == file
    text = file.read_text("utf-8")
    for each in said:
        assert each in text
    assert check(file).warnings == ()
    return file


@pytest.mark.slow
def test_drafts_for_real_data_learn_at_the_first_try(tmp_path: Path) -> None:
    found = {}
    for name in ("iris", "wine", "breast_cancer"):
        bunch = getattr(datasets, f"load_{name}")()
        rows = [
            ",".join([*map(str, x), str(bunch.target_names[y])]) for x, y in zip(bunch.data, bunch.target, strict=True)
        ]
        head = ",".join([*(each.replace(" ", "_") for each in bunch.feature_names), "kind"])
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
        file = write_draft(tmp_path / f"{name}.csv", tmp_path / f"{name}.yaml", target="kind")
        run = begin(file, overrides=(), runs=tmp_path, resuming=False, listener=ignore, command=["dlcli"], debug=False)
        found[name] = json.loads(run.evaluation.read_bytes())["metrics"]["accuracy"]
    assert min(found.values()) > 0.85, found


def test_what_cannot_be_drafted_is_told(tmp_path: Path) -> None:
    path = table(tmp_path)
    (tmp_path / "there.yaml").write_text("", "utf-8")
    (tmp_path / "empty").mkdir()
    for data, options, said in (
        (path, {}, "which column is predicted"),
        (path, {"target": "gap"}, "the target 'gap' has missing values"),
        (path, {"target": "note", "window": 3}, "'note' does not hold numbers alone"),
        (tmp_path / "empty", {}, "no data that a recipe can be drafted for"),
        (tmp_path / "gone", {}, "there is nothing here"),
        (pictures(tmp_path), {"target": "kind"}, "--target and --window are of a table"),
    ):
        with pytest.raises(UsageError, match=said):
            write_draft(data, tmp_path / "new.yaml", **options)
    with pytest.raises(DataError, match="has no column 'prise'"):
        write_draft(path, tmp_path / "new.yaml", target="prise")
    with pytest.raises(UsageError, match=r"there.yaml' is there already"):
        write_draft(path, tmp_path / "there.yaml", target="kind")
    assert not (tmp_path / "new.yaml").exists()


def test_the_command_says_what_to_run_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path)
    done = CliRunner().invoke(app, ["new", "--data", "my data.csv", "--target", "kind"])
    assert done.stdout == "wrote my_data.yaml; next: dlcli train my_data.yaml\n"
    assert "path: my data.csv" in (tmp_path / "my_data.yaml").read_text("utf-8")
    for wrong in (["--target", "kind"], ["a", "b", "--data", "my data.csv"]):
        assert isinstance(CliRunner().invoke(app, ["new", *wrong]).exception, UsageError)

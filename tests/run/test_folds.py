"""Splits by time, by a column, by group and in folds; a training for each fold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from dlcli.build.opened import open_data
from dlcli.build.splits import split_rows
from dlcli.cli.app import app
from dlcli.ground.errors import DataError, UsageError
from dlcli.parts import shelf
from dlcli.recipe.check import check
from dlcli.recipe.split import Split
from dlcli.recipe.verdict import verdict
from dlcli.run.events import ignore
from dlcli.run.folds import train_folds

RECIPE = """
name: small
data:
  source: {type: csv, path: data.csv, target: kind, columns: {size: number}}
  split: {test: 0.2}
  batch_size: 16
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""


def written(folder: Path, rows: int = 200) -> Path:
    lines = [f"{number},{'ab'[number % 2]},p{number % 23}" for number in range(rows)]
    (folder / "data.csv").write_text("size,kind,person\n" + "\n".join(lines) + "\n", "utf-8")
    (folder / "small.yaml").write_text(RECIPE, "utf-8")
    return folder / "small.yaml"


def rows(recipe: Path, split: str) -> dict[str, set[int]]:
    opened = open_data(check(recipe, (f"data.split={split}",)))
    found = {name: set(each.tolist()) for name, each in opened.rows.items()}
    assert sum(map(len, found.values())) == len(set().union(*found.values())) == 200
    return found


def test_by_time_the_last_rows_are_held_back(tmp_path: Path) -> None:
    found = rows(written(tmp_path), "{test: 0.2, validation: 0.1, by: time}")
    assert found["train"] == set(range(140))
    assert found["validation"] == set(range(140, 160))
    assert found["test"] == set(range(160, 200))


def test_by_a_column_rows_keep_their_split_when_others_come(tmp_path: Path) -> None:
    recipe = written(tmp_path)
    found = rows(recipe, "{test: 0.3, validation: 0.3, by: person}")
    people = {name: {row % 23 for row in each} for name, each in found.items()}
    assert sum(map(len, people.values())) == 23
    assert min(map(len, people.values())) >= 3
    written(tmp_path, 240)
    later = open_data(check(recipe, ("data.split={test: 0.3, validation: 0.3, by: person}",))).rows
    for name, each in found.items():
        assert each == {row for row in later[name].tolist() if row < 200}


def test_groups_stay_together_and_come_near_to_the_fraction(tmp_path: Path) -> None:
    found = rows(written(tmp_path), "{test: 0.2, validation: 0.1, group: person}")
    people = [{row % 23 for row in each} for each in found.values()]
    assert sum(map(len, people)) == 23
    assert abs(len(found["test"]) - 40) <= 5
    assert abs(len(found["validation"]) - 20) <= 5
    other = open_data(check(tmp_path / "small.yaml", ("data.split={test: 0.2, group: person}", "seed=1"))).rows
    assert set(other["test"].tolist()) != found["test"]


@pytest.mark.parametrize("more", ["", ", stratify: true", ", group: person", ", by: person"])
def test_each_row_validates_in_one_fold(tmp_path: Path, more: str) -> None:
    recipe = written(tmp_path)
    folds = [rows(recipe, f"{{test: 0.2, folds: 4, fold: {fold}{more}}}") for fold in range(1, 5)]
    validated = [row for each in folds for row in each["validation"]]
    assert sorted(validated) == sorted(set(range(200)) - folds[0]["test"])
    assert all(each["test"] == folds[0]["test"] for each in folds)
    sizes = [len(each["validation"]) for each in folds]
    if more in ("", ", stratify: true"):
        assert max(sizes) - min(sizes) <= 1
    if "stratify" in more:
        assert all(abs(sum(row % 2 for row in each["validation"]) - len(each["validation"]) / 2) <= 1 for each in folds)
    if "person" in more:
        assert all(not {row % 23 for row in each["validation"]} & {row % 23 for row in each["train"]} for each in folds)


def test_windows_that_reach_over_a_border_are_in_no_split(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("t,v\n" + "".join(f"{step},{step * 10}\n" for step in range(100)), "utf-8")
    fields = {"path": str(tmp_path / "s.csv"), "target": "v", "window": 10, "horizon": 4}
    loaded = shelf.part("sources", "time_series").model_validate(fields).load()
    found = split_rows(loaded, Split(test=0.2, validation=0.1), seed=0)
    predicted = {name: set(loaded.label_values["label"][each].ravel().tolist()) for name, each in found.items()}
    assert predicted["test"] == {float(10 * step) for step in range(82, 100)}
    assert predicted["validation"] == {float(10 * step) for step in range(73, 82)}
    assert predicted["train"] == {float(10 * step) for step in range(10, 73)}


def test_a_network_is_trained_for_each_fold(tmp_path: Path) -> None:
    recipe = written(tmp_path)
    done = CliRunner().invoke(app, ["train", str(recipe), "--folds", "2", "--runs", str(tmp_path / "runs")])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert "2 folds, mean ± standard deviation" in lines
    runs = [Path(line) for line in lines[-2:]]
    assert len({(run / "resolved.yaml").read_text() for run in runs}) == 2
    again = train_folds(
        recipe, 2, overrides=(), runs=tmp_path / "again", listener=lambda _: ignore, command=["dlcli"], debug=False
    )
    mean, deviation = again.summary()["val_loss"]
    assert mean == np.mean(again.figures["val_loss"])
    assert deviation == pytest.approx(np.std(again.figures["val_loss"], ddof=1))
    assert f"val_loss       {mean:.4g} ± {deviation:.2g}" in done.stdout
    one = CliRunner().invoke(
        app, ["train", str(recipe), "--fold", "2", "--set", "data.split.folds=2", "--runs", str(tmp_path / "one")]
    )
    assert (Path(one.stdout.splitlines()[-1]) / "evaluation.json").read_bytes() == (
        runs[1] / "evaluation.json"
    ).read_bytes()
    wrong = CliRunner().invoke(app, ["train", str(recipe), "--folds", "2", "--resume"])
    assert isinstance(wrong.exception, UsageError)


@pytest.mark.parametrize(
    ("split", "said"),
    [
        ("{test: 0.2, by: time, stratify: true}", "the last examples are held back, by time: `stratify` has no say"),
        ("{test: 0.2, group: person, stratify: true}", "rows of one person stay together by `group`"),
        ("{test: 0.2, group: person, by: kind}", "rows of one kind stay together already"),
        ("{by: time}", "nothing is held back, `by` changes nothing"),
        ("{folds: 3, fold: 4}", "there are 3 folds"),
        ("{test: 0.2, fold: 1}", "there are no folds"),
        ("{folds: 3, validation: 0.2}", "validation"),
        ("{folds: 1}", "folds must be a whole number from 2"),
        ("{folds: 300}", "300 folds of 200 examples: one is empty"),
    ],
)
def test_what_does_not_go_together_is_told(tmp_path: Path, split: str, said: str) -> None:
    recipe = written(tmp_path)
    recipe.write_text(RECIPE.replace("{test: 0.2}", split), "utf-8")
    found = [each for each in verdict(recipe).diagnostics if each.severity == "error"]
    assert any(said in each.message for each in found), [each.message for each in found]
    assert all(each.place is not None for each in found)


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    recipe = written(tmp_path)
    with pytest.raises(DataError, match="has no column 'persom'"):
        open_data(check(recipe, ("data.split={test: 0.2, group: persom}",)))
    (tmp_path / "small.yaml").write_text(
        RECIPE.replace("{type: csv, path: data.csv, target: kind, columns: {size: number}}", "iris").replace(
            "{test: 0.2}", "{test: 0.2, group: person}"
        )
    )
    assert any("iris has no columns to split by" in each.message for each in verdict(recipe).diagnostics)

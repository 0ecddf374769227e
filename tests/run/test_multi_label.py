"""Examples that have any number of classes at once: read, learned, scored, told; checked before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from dlcli.build.opened import open_data
from dlcli.cli.app import app
from dlcli.ground.errors import DataError
from dlcli.parts import shelf
from dlcli.recipe.check import check
from dlcli.run.findings import findings
from dlcli.run.folder import RunFolder
from tests.run.small import errors_of, task_of, trained
from tests.run.stopping import end_of

NAMES = ("sea", "sun", "wind")
SKY = """
name: sky
data:
  source: {type: csv, path: sky.csv, target: tags, separator: ";"}
  split: {test: 0.25}
  batch_size: 8
layers:
  - {type: dense, units: "${data.classes}", activation: sigmoid}
optimizer: {type: adam, learning_rate: 0.05}
training: {epochs: 12}
"""


def examples(rows: int = 64) -> list[dict[str, Any]]:
    drawn = np.random.default_rng(0).normal(size=(rows, 3)).round(3)
    has = np.stack([drawn[:, 0] > 0, drawn[:, 1] > 0.3, drawn[:, 0] + drawn[:, 2] > 0.5], axis=1)
    return [
        {"a": a, "b": b, "c": c, "tags": [name for name, yes in zip(NAMES, row, strict=True) if yes]}
        for (a, b, c), row in zip(drawn.tolist(), has, strict=True)
    ]


def csv_of(rows: list[dict[str, Any]]) -> str:
    cells = (",".join([*(str(row[name]) for name in "abc"), " ; ".join(row["tags"])]) for row in rows)
    return "\n".join(["a,b,c,tags", *cells, ""])


@pytest.fixture(scope="module")
def sky(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = tmp_path_factory.mktemp("sky")
    (folder / "sky.csv").write_text(csv_of(examples()))
    return trained(folder, SKY, name="sky")


def test_each_class_is_scored_by_itself(sky: RunFolder) -> None:
    found = json.loads((sky.path / "evaluation.json").read_text())
    answered = predicted(sky, sky.path.parents[2] / "sky.csv")
    said = np.array([[name in each["label"] for name in NAMES] for each in answered])
    has = np.array([[name in row["tags"] for name in NAMES] for row in examples()])
    rows = held_back(sky)
    assert found["metrics"]["accuracy"] == pytest.approx((said == has)[rows].mean())
    for at, (name, score) in enumerate(zip(NAMES, found["classes"], strict=True)):
        true, yes = has[rows, at], said[rows, at]
        assert (score["name"], score["examples"]) == (name, true.sum())
        assert score["precision"] == pytest.approx((true & yes).sum() / max(yes.sum(), 1))
        assert score["recall"] == pytest.approx((true & yes).sum() / max(true.sum(), 1))
    assert found["confusion"] == []


def held_back(run: RunFolder) -> np.ndarray:
    return task_of(run.path.parents[2], SKY).pipeline.splits["test"]


def predicted(run: RunFolder, path: Path) -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, ["predict", str(run.path), str(path), "--format", "jsonl"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_answer_names_the_classes_above_one_half(sky: RunFolder, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("a,b,c\n3,3,3\n-3,-3,-3\n")
    both, none = predicted(sky, tmp_path / "new.csv")
    assert (both["label"], none["label"]) == (list(NAMES), [])
    assert [name for name, share in both["probabilities"].items() if share > 0.5] == list(NAMES)
    for form, line in (("table", "3  none"), ("csv", "input,label,p_sea,p_sun,p_wind")):
        done = CliRunner().invoke(app, ["predict", str(sky.path), str(tmp_path / "new.csv"), "--format", form])
        assert line in done.stdout.splitlines()


def write_jsonl(path: Path) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in examples()))


def write_parquet(path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist(examples()), path)


def test_lists_in_json_and_parquet_are_the_same_classes(sky: RunFolder, tmp_path: Path) -> None:
    expected = end_of(sky)
    for word, write in (("jsonl", write_jsonl), ("parquet", write_parquet)):
        write(tmp_path / f"sky.{word}")
        text = SKY.replace("type: csv, path: sky.csv", f"type: {word}, path: sky.{word}")
        assert end_of(trained(tmp_path, text, name="sky")) == expected


def test_chosen_classes_alone_are_learned_and_every_row_stays(tmp_path: Path) -> None:
    (tmp_path / "sky.csv").write_text(csv_of(examples()))
    task = task_of(tmp_path, SKY, "data.source.classes=[wind, sea]")
    labels = task.opened.loaded.label_values["label"]
    assert task.opened.loaded.facts.labels["label"].names == ("wind", "sea")
    assert labels.tolist() == [[int(name in row["tags"]) for name in ("wind", "sea")] for row in examples()]


def test_what_does_not_fit_is_told_before(tmp_path: Path) -> None:
    (tmp_path / "sky.csv").write_text(csv_of(examples()))

    def errors(*changes: tuple[str, str]) -> list[str]:
        text = SKY
        for old, new in changes:
            text = text.replace(old, new)
        return errors_of(tmp_path, text)

    assert errors(('"${data.classes}"', "2")) == ["dense output has 2 units, the data has 3 classes, each a yes or no"]
    assert errors(("optimizer:", "loss: sparse_categorical_crossentropy\noptimizer:")) == [
        "sparse_categorical_crossentropy does not fit a label that is any number of classes (sea, sun, wind)"
    ]
    assert errors(("optimizer:", "loss: {type: binary_crossentropy, class_weight: balanced}\noptimizer:")) == [
        "an example has any number of classes, class_weight counts the examples of one"
    ]
    assert errors(("{test: 0.25}", "{test: 0.25, stratify: true}")) == [
        "stratify keeps the share of each class, the label is any number of classes"
    ]
    assert errors(('separator: ";"', 'separator: ";", positive: sea')) == [
        "with `separator` an example has any number of classes, `positive` speaks of its only one"
    ]
    assert errors(("target: tags", "target: [tags, a]")) == [
        "with several targets, `separator` is not clear: of which?"
    ]
    assert errors(('separator: ";"', 'separator: " "')) == [
        "separator must be a sign that is no blank, such as |, got ' '"
    ]


def test_softmax_over_classes_that_come_together_is_doubted(tmp_path: Path) -> None:
    (tmp_path / "sky.csv").write_text(csv_of(examples()))
    (tmp_path / "sky.yaml").write_text(SKY.replace("sigmoid", "softmax"))
    done = CliRunner().invoke(app, ["validate", str(tmp_path / "sky.yaml")])
    assert "softmax shares 1 out among the classes, and an example may have several of them" in " ".join(
        done.output.split()
    )


def test_a_target_without_any_class_and_a_class_with_the_separator_are_wrong_data(tmp_path: Path) -> None:
    (tmp_path / "sky.csv").write_text("a,tags\n1,\n2,\n")
    source = shelf.part("sources", "csv")(path=str(tmp_path / "sky.csv"), target="tags", separator=";")
    with pytest.raises(DataError, match="is empty in every row"):
        source.facts()
    (tmp_path / "sky.jsonl").write_text('{"a": 1, "tags": ["x;y"]}\n')
    source = shelf.part("sources", "jsonl")(path=str(tmp_path / "sky.jsonl"), target="tags", separator=";")
    with pytest.raises(DataError, match=r"'tags' has a class with ';' in it, which is the separator") as caught:
        source.facts()
    assert str(caught.value.where).endswith("sky.jsonl:1")


def test_a_class_that_few_have_is_found(tmp_path: Path) -> None:
    rows = examples()
    rows[0]["tags"].append("fog")
    (tmp_path / "sky.csv").write_text(csv_of(rows))
    (tmp_path / "sky.yaml").write_text(SKY.replace("split: {test: 0.25}", "split: {}"))
    told = [each.message for each in findings(open_data(check(tmp_path / "sky.yaml")))]
    assert "few examples train: fog (1)" in told


def test_one_logit_for_two_classes_is_answered_with_its_probability(tmp_path: Path) -> None:
    lines = ["a,kind", *(f"{a},{'yes' if a > 0 else 'no'}" for a in np.linspace(-2, 2, 40).round(2))]
    (tmp_path / "two.csv").write_text("\n".join([*lines, ""]))
    text = """
data: {source: {type: csv, path: two.csv, target: kind}}
layers: [{type: dense, units: 1}]
loss: {type: binary_crossentropy, from_logits: true}
optimizer: {type: adam, learning_rate: 0.1}
training: {epochs: 20}
"""
    first, *_, last = predicted(trained(tmp_path, text), tmp_path / "two.csv")
    assert (first["label"], last["label"]) == ("no", "yes")
    assert first["probability"] > 0.6

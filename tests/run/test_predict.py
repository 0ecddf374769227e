"""Predictions for raw examples of every kind: what evaluation computes of the same rows, in their order."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner, Result

from dlcli.build.opened import pipeline_of
from dlcli.cli.app import app
from dlcli.ground.errors import CheckpointError, DataError, UsageError
from dlcli.run.described import described, write_description
from dlcli.run.evaluate import restored
from dlcli.run.folder import RunFolder
from tests.run.small import task_of, trained

TABLE = """
name: table
data:
  source: {type: csv, path: flowers.csv, target: kind, columns: {long: number, wide: number, kind: category}}
  transforms: [normalization]
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 3}
"""


def flowers(folder: Path, rows: int = 90) -> Path:
    generator = np.random.default_rng(0)
    lines = [
        f"{long:.4f},note {row},{wide:.4f},{('rose', '=fern', 'lily')[int(long)]}"
        for row, (long, wide) in enumerate(generator.random((rows, 2)) * 3)
    ]
    (folder / "flowers.csv").write_text("long,note,wide,kind\n" + "\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return trained(flowers(tmp_path_factory.mktemp("table")), TABLE, name="table")


def predict(run: RunFolder | Path, *arguments: str, text: str | bytes | None = None) -> Result:
    path = run.path if isinstance(run, RunFolder) else run
    return CliRunner().invoke(app, ["predict", str(path), *arguments], input=text)


def lines(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def own(run: RunFolder) -> np.ndarray:
    """What evaluation computes of every row that trained, in the order of the data."""
    found = restored(run.path, recipe=None, overrides=())
    rows = found.opened.rows["train"]
    batch, _ = pipeline_of(found.opened, found.front).batch(tf.constant(np.arange(len(rows)), tf.int64))
    return found.networks["layers"](batch, training=False).numpy()


def test_rows_of_a_table_are_answered_as_evaluation_does(table: RunFolder) -> None:
    path = table.path.parents[2] / "flowers.csv"
    found = lines(predict(table, str(path), "--format", "jsonl"))
    wanted, names = own(table), ["=fern", "lily", "rose"]
    assert [each["input"] for each in found] == [str(line) for line in range(2, 92)]
    np.testing.assert_allclose([[each["probabilities"][name] for name in names] for each in found], wanted, atol=1e-6)
    assert [each["label"] for each in found] == [names[row.argmax()] for row in wanted]
    rows = list(csv.reader(io.StringIO(predict(table, str(path), "--format", "csv").stdout)))
    # What a spreadsheet would compute begins with a mark.
    assert rows[0] == ["input", "label", "probability", "p_'=fern", "p_lily", "p_rose"]
    assert {row[1] for row in rows[1:]} <= {"'=fern", "lily", "rose"}
    np.testing.assert_allclose(np.array([row[3:] for row in rows[1:]], float), wanted, atol=1e-6)
    shown = predict(table, str(path)).stdout.splitlines()
    assert shown[0].split() == ["2", found[0]["label"], f"{found[0]['probability']:.3f}"]
    # The same without the data that it was trained on, from stdin, and as JSON.
    moved = path.rename(path.with_name("elsewhere.csv"))
    again = lines(predict(table, "-", "--format", "jsonl", text=moved.read_bytes()))
    objects = "".join(json.dumps({"wide": float(w), "long": float(x)}) + "\n" for x, _, w, _ in csv_rows(moved))
    (moved.parent / "rows.jsonl").write_text(objects, "utf-8")
    as_json = lines(predict(table, str(moved.parent / "rows.jsonl"), "--format", "jsonl"))
    moved.rename(path)
    assert again == found
    assert [each["probabilities"] for each in as_json] == [each["probabilities"] for each in found]


def csv_rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"))))[1:]


def test_a_bad_row_is_named_or_left_out_and_counted(table: RunFolder, tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("wide,long\n1,2\n1,\nx,2\n2,1\n", "utf-8")
    refused = predict(table, str(tmp_path / "some.csv"), "--format", "csv")
    assert isinstance(refused.exception, DataError)
    assert refused.stdout == ""
    assert str(refused.exception.where).endswith("some.csv:3")
    done = predict(table, str(tmp_path / "some.csv"), "--skip-bad", "--format", "jsonl")
    assert [each["input"] for each in lines_of(done)] == ["2", "5"]
    assert "2 left out" in done.stderr
    assert "some.csv:4: column 'wide': 'x' is not a number" in done.stderr
    (tmp_path / "some.jsonl").write_text('{"wide": 1}\nno\n{"wide": 1, "long": 2}\n', "utf-8")
    done = predict(table, str(tmp_path / "some.jsonl"), "--skip-bad", "--format", "jsonl")
    assert [each["input"] for each in lines_of(done)] == ["3"]
    assert "some.jsonl:2: the line is no JSON" in done.stderr


def lines_of(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_many_rows_stream(table: RunFolder, tmp_path: Path) -> None:
    """The first answers come before the last rows are read."""
    from dlcli.run.predict import predictions

    (tmp_path / "many.csv").write_text("wide,long\n" + "1,2\n" * 200 + "1,x\n", "utf-8")
    _, found = predictions(table.path, [str(tmp_path / "many.csv")], skip_bad=False, left_out=lambda _: None)
    assert len([next(found) for _ in range(192)]) == 192
    with pytest.raises(DataError, match="'x' is not a number"):
        next(found)


PICTURES = """
name: pictures
data:
  source: {type: image_folder, path: cells, channels: 1, positive: b}
  transforms: [{type: resizing, height: 8, width: 8}, {type: scale_to, range: [0, 1]}]
layers: [flatten, {type: dense, units: 1, activation: sigmoid}]
training: {epochs: 2}
"""


def test_pictures_of_any_size_are_answered_as_evaluation_does(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    for number in range(12):
        path = tmp_path / "cells" / "ab"[number % 2] / f"{number:02d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = generator.integers(0, 256, (6 + number, 9, 1), np.uint8)
        path.write_bytes(tf.io.encode_png(pixels).numpy())
    run = trained(tmp_path, PICTURES, name="pictures")
    found = lines(predict(run, str(tmp_path / "cells"), "--format", "jsonl"))
    assert [Path(each["input"]).name[:2] for each in found] == [
        f"{n:02d}" for n in [*range(0, 12, 2), *range(1, 12, 2)]
    ]
    np.testing.assert_allclose([each["probabilities"]["b"] for each in found], own(run)[:, 0], atol=1e-6)
    assert all(each["label"] == "ab"[each["probabilities"]["b"] > 0.5] for each in found)
    (tmp_path / "cells" / "a" / "bad.png").write_bytes(b"hello")
    refused = predict(run, str(tmp_path / "cells"))
    assert isinstance(refused.exception, DataError)
    assert "bad.png' is text, not a picture" in str(refused.exception)
    assert len(predict(run, str(tmp_path / "cells"), "--skip-bad").stdout.splitlines()) == 12
    for wrong in (("-",), (str(tmp_path / "pictures.yaml"),), ("flowers.csv",)):
        done = predict(run, *wrong)
        assert isinstance(done.exception, UsageError | DataError), wrong


ARRAYS = """
name: arrays
data:
  source: {type: npz, path: a.npz, features: signal, labels: [size, kind]}
  transforms: {size: [{type: rescaling, scale: 0.1}]}
layers:
  - {type: dense, units: 4, activation: tanh, name: hidden}
  - {type: dense, units: 1, name: size}
  - {type: dense, units: 2, from: hidden, name: kind}
loss: {size: mean_squared_error, kind: {type: sparse_categorical_crossentropy, from_logits: true}}
training: {epochs: 2}
"""


def test_several_answers_to_arrays_are_in_the_labels_own_units(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    signal, kind = generator.random((20, 5)).astype(np.float32), np.array(["no", "yes"])[np.arange(20) % 2]
    np.savez(tmp_path / "a.npz", signal=signal, size=generator.random(20) * 50, kind=kind)
    np.save(tmp_path / "b.npy", signal)
    run = trained(tmp_path, ARRAYS, name="arrays")
    found = lines(predict(run, str(tmp_path / "a.npz"), "--format", "jsonl"))
    assert [each["input"] for each in found] == list(map(str, range(20)))
    network = restored(run.path, recipe=None, overrides=()).networks["layers"](signal, training=False)
    np.testing.assert_allclose([each["size"] for each in found], 10 * network["size"][:, 0], rtol=1e-5)
    shares = tf.nn.softmax(network["kind"])[:, 1]
    np.testing.assert_allclose([each["kind_probabilities"]["yes"] for each in found], shares, rtol=1e-5)
    assert lines(predict(run, str(tmp_path / "b.npy"), "--format", "jsonl")) == found
    header = predict(run, str(tmp_path / "b.npy"), "--format", "csv").stdout.splitlines()[0]
    assert header == "input,size,kind,kind_probability,kind_p_no,kind_p_yes"
    np.save(tmp_path / "c.npy", signal[:, :4])
    assert "is 4, the model takes 5" in str(predict(run, str(tmp_path / "c.npy")).exception)


def test_texts_and_the_steps_of_a_series_are_answered(tmp_path: Path) -> None:
    for name, text in {"good/a": "fine nice", "good/b": "nice", "bad/a": "awful", "bad/b": "poor awful"}.items():
        (tmp_path / "t" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "t" / f"{name}.txt").write_text(text, "utf-8")
    run = trained(
        tmp_path,
        """
name: texts
data: {source: {type: text_folder, path: t}, transforms: [{type: text_vectorization, output_mode: multi_hot}]}
layers: [{type: dense, units: 2, activation: softmax}]
optimizer: {type: adam, learning_rate: 0.1}
training: {epochs: 20}
""",
        name="texts",
    )
    found = lines(predict(run, str(tmp_path / "t"), "--format", "jsonl"))
    assert [each["label"] for each in found] == ["bad", "bad", "good", "good"]
    assert [each["label"] for each in lines(predict(run, "-", "--format", "jsonl", text="awful\nnice\n"))] == [
        "bad",
        "good",
    ]
    series = trained(
        tmp_path,
        """
name: series
data: {source: {type: sunspots, window: 11, horizon: 2}, split: {test: 0.2}}
layers: [flatten, {type: dense, units: 2}]
training: {epochs: 1}
""",
        name="series",
    )
    (tmp_path / "s.csv").write_text("year,sunspots\n" + "".join(f"{n},{n % 11}\n" for n in range(30)), "utf-8")
    ((answer,),) = [[each["label"]] for each in lines(predict(series, str(tmp_path / "s.csv"), "--format", "jsonl"))]
    window = np.array([[n % 11] for n in range(19, 30)], np.float32)[None]
    np.testing.assert_allclose(
        answer, restored(series.path, recipe=None, overrides=()).networks["layers"](window)[0], rtol=1e-5
    )


def test_each_series_of_a_table_is_answered(tmp_path: Path) -> None:
    steps = [(shop, 10 * step + (shop == "b")) for step in range(12) for shop in "ab"]
    (tmp_path / "sales.csv").write_text("shop,sold\n" + "".join(f"{shop},{sold}\n" for shop, sold in steps), "utf-8")
    run = trained(
        tmp_path,
        """
name: sales
data: {source: {type: time_series, path: sales.csv, target: sold, group: shop, window: 3}}
layers: [flatten, {type: dense, units: 1}]
training: {epochs: 1}
""",
        name="sales",
    )
    found = lines(predict(run, str(tmp_path / "sales.csv"), "--format", "jsonl"))
    windows = np.array([[[90], [100], [110]], [[91], [101], [111]]], np.float32)
    wanted = restored(run.path, recipe=None, overrides=()).networks["layers"](windows, training=False)
    assert [each["input"] for each in found] == ["a", "b"]
    np.testing.assert_allclose([each["label"] for each in found], wanted[:, 0], rtol=1e-5)
    (tmp_path / "short.csv").write_text("shop,sold\na,1\na,2\na,3\nb,1\nc,1\nc,x\nc,2\nc,3\nc,4\n", "utf-8")
    done = predict(run, str(tmp_path / "short.csv"), "--skip-bad", "--format", "jsonl")
    assert [each["input"] for each in lines_of(done)] == ["a"]
    assert "'b' has 1 steps, the model takes 3" in done.stderr
    assert "short.csv:7: column 'sold': 'x' is not a number" in done.stderr


def test_a_run_without_answers_and_a_folder_that_is_none_are_refused(tmp_path: Path, table: RunFolder) -> None:
    with pytest.raises(CheckpointError):
        predict_or_raise(tmp_path / "gone")
    (tmp_path / "model.keras").write_bytes(table.model.read_bytes())
    with pytest.raises(UsageError, match=r"facts.json is not beside this model"):
        predict_or_raise(tmp_path / "model.keras")
    assert lines(predict(table.model, str(table.path.parents[2] / "flowers.csv"), "--format", "jsonl"))
    run = trained(
        tmp_path,
        "data: {source: digits}\nobjective: autoencoder\nlayers: [{type: dense, units: 1}]\ntraining: {epochs: 1}\n",
    )
    with pytest.raises(UsageError, match="autoencoder answers no label"):
        predict_or_raise(run.path)


def predict_or_raise(path: Path) -> None:
    done = predict(path, "x.csv")
    assert done.exception is not None
    raise done.exception


def test_what_a_series_takes_is_written_down_where_a_variable_says_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "t.csv").write_text("a,b\n" + "".join(f"{row},{row % 5}\n" for row in range(40)))
    monkeypatch.setenv("SERIES_FOLDER", str(tmp_path / "secret"))
    source = '{type: time_series, path: "${env:SERIES_FOLDER}/t.csv", target: a, columns: {b: number}, window: 4}'
    task = task_of(tmp_path, f"data: {{source: {source}}}\nlayers: [flatten, {{type: dense, units: 1}}]\n")
    write_description(RunFolder(tmp_path), described(task))
    written = (tmp_path / "facts.json").read_text()
    assert json.loads(written)["takes"]["window"]["columns"] == ["b"]
    assert "secret" not in written

"""Tables of numbers, categories, dates and texts: the numbers that a network gets, and the model that takes rows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import keras
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

import dlcli.keras_objects  # noqa: F401 - registers our layers
from dlcli.ground.errors import DlcliError
from dlcli.recipe.check import check
from dlcli.run.begin import begin
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Event, Progressed, ignore
from dlcli.run.folder import RunFolder
from dlcli.run.predict import predictions
from tests.run.small import errors_of, task_of, trained
from tests.run.stopping import end_of, states_of, stopped_and_resumed

CITIES = ["Rome", "Oslo", "Bern"]
ROWS = [
    {
        "age": None if row % 9 == 0 else 20 + row % 7,
        "city": CITIES[row % 5 % 3],
        "born": f"2001-0{1 + row % 9}-1{row % 10}",
        "note": f"row number {row} of this table",
        "fare": row % 13 / 2,
        "bought": "yes" if row % 3 else "no",
    }
    for row in range(60)
]
RECIPE = """
seed: 3
data:
  source: {type: csv, path: people.csv, target: bought}
  split: {test: 0.25}
  batch_size: 16
  transforms:
    age: [{type: fill_missing, indicator: true}, normalization]
    table: [normalization]
layers:
  - {type: dense, units: 4, activation: tanh}
  - {type: dense, units: "${data.classes}", activation: softmax}
training: {epochs: 2}
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    lines = [",".join("" if value is None else str(value) for value in row.values()) for row in ROWS]
    (folder / "people.csv").write_text("\n".join([",".join(ROWS[0]), *lines, ""]))
    return folder


@pytest.fixture(scope="module")
def run(people: Path) -> RunFolder:
    return trained(people, RECIPE)


def by_hand(rows: np.ndarray, every: range = range(60)) -> np.ndarray:
    """What the network should get, for every row; `rows` are those that train."""
    fare = np.array([row["fare"] for row in ROWS])
    age = np.array([np.nan if row["age"] is None else row["age"] for row in ROWS])
    filled = np.where(np.isnan(age), np.nanmean(age[rows]), age)
    marked = np.stack([filled, np.isnan(age)], axis=1)
    counts = {city: sum(ROWS[row]["city"] == city for row in rows) for city in CITIES}
    order = sorted(CITIES, key=lambda city: (-counts[city], city))
    city = np.array([[0, *(row["city"] == name for name in order)] for row in ROWS])
    dates = [np.datetime64(str(row["born"])) for row in ROWS]
    weekdays = [(int((each - np.datetime64("1970-01-01")) / np.timedelta64(1, "D")) + 3) % 7 for each in dates]
    born = np.array([[int(part) for part in str(row["born"]).split("-")] for row in ROWS])
    born = np.column_stack([born, weekdays])

    def normal(values: np.ndarray) -> np.ndarray:
        spread = values[rows].std(axis=0)
        return (values - values[rows].mean(axis=0)) / np.where(spread > 0, spread, 1)

    return np.column_stack([normal(fare), normal(marked), city, normal(born)])[list(every)]


def test_the_network_gets_the_numbers_and_what_transforms_make_of_other_columns(people: Path) -> None:
    task = task_of(people, RECIPE)
    assert task.opened.checked.features.features["table"].shape == (1 + 2 + 4 + 4,)
    found = task.pipeline.feature("table", np.arange(60))
    np.testing.assert_allclose(found, by_hand(task.pipeline.splits["train"]), atol=1e-5)


def test_what_was_concluded_is_written_down_and_a_run_goes_on_with_it(people: Path, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE.replace("people.csv", str(people / "people.csv")))

    def at(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step == 4

    steps = ("training.steps_per_execution=1",)
    run = stopped_and_resumed(tmp_path / "small.yaml", tmp_path / "runs", at=at, overrides=steps)
    whole = trained(tmp_path, (tmp_path / "small.yaml").read_text(), *steps, name="whole")
    assert states_of(run)["step-00000006"] == states_of(whole)["step-00000006"]
    source = check(run.resolved).recipe.data.source.model_dump()
    kinds = {"age": "number", "city": "category", "born": "date", "note": "text", "fare": "number"}
    assert source["columns"] == {**kinds, "bought": "category"}


@pytest.mark.slow
def test_a_recipe_that_names_other_columns_is_another(people: Path, tmp_path: Path) -> None:
    text = RECIPE.replace("people.csv", str(people / "people.csv"))
    run = trained(tmp_path, text, "training.epochs=1")
    more = ("training.epochs=2",)
    assert again(tmp_path, text, *more) == run
    named = text.replace("target: bought}", "target: bought, columns: {age: number, fare: number, city: category}}")
    with pytest.raises(DlcliError, match=r"data\.source\.columns\.born: date then, nothing now"):
        again(tmp_path, named, "training.epochs=3")


def again(folder: Path, text: str, *overrides: str) -> RunFolder:
    """The newest run of a recipe, which goes on."""
    (folder / "small.yaml").write_text(text)
    options = {"runs": folder / "runs", "resuming": True, "listener": ignore, "command": ["dlcli"], "debug": False}
    return begin(folder / "small.yaml", overrides=overrides, **options)


def test_the_model_takes_raw_rows(run: RunFolder, people: Path) -> None:
    model = keras.models.load_model(run.model)
    assert set(model.input) == {"age", "city", "born", "fare"}
    rows = {
        "age": np.array([np.nan if row["age"] is None else row["age"] for row in ROWS], np.float32),
        "fare": np.array([row["fare"] for row in ROWS], np.float32),
        **{name: np.array([row[name] for row in ROWS]) for name in ("city", "born")},
    }
    said = model.predict({name: keras.ops.convert_to_tensor(values) for name, values in rows.items()}, verbose=0)
    _, answers = predictions(run.path, [str(people / "people.csv")], skip_bad=False, left_out=lambda _: None)
    told = [list(each.answers["label"].probabilities) for each in answers]
    np.testing.assert_allclose(said, told, atol=1e-6)
    task = task_of(people, RECIPE)
    test = task.pipeline.splits["test"]
    loss = -np.mean([np.log(said[row][int(ROWS[row]["bought"] == "yes")]) for row in test])
    for target in (run.path, run.model, max(run.checkpoints.iterdir())):
        found = evaluate_checkpoint(target, split="test", recipe=None, overrides=())
        assert found.loss == pytest.approx(loss, abs=1e-5)


def test_rows_of_json_may_miss_what_is_filled_in(run: RunFolder, tmp_path: Path) -> None:
    rows = [{**ROWS[0], "age": None}, ROWS[1], {"age": 3, "city": "Paris", "born": "soon", "fare": 2}, {"age": 1}]
    (tmp_path / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    left = list[str]()
    _, answers = predictions(
        run.path, [str(tmp_path / "rows.jsonl")], skip_bad=True, left_out=lambda wrong: left.append(wrong.message)
    )
    assert [each.name for each in answers] == ["1", "2"]
    assert left == ["column 'born': 'soon' is no date", "there is no fare"]


def test_a_table_in_any_format_is_answered_alike(run: RunFolder, people: Path, tmp_path: Path) -> None:
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "rows.parquet")
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress((people / "people.csv").read_bytes()))
    (tmp_path / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in ROWS))
    said = []
    for name in ("rows.parquet", "rows.csv.gz", "rows.jsonl"):
        _, answers = predictions(run.path, [str(tmp_path / name)], skip_bad=False, left_out=lambda _: None)
        said.append([each.answers["label"].probabilities for each in answers])
    assert len(said[0]) == 60
    assert said[0] == said[1] == said[2]


@pytest.mark.slow
def test_a_category_can_be_embedded(people: Path) -> None:
    text = RECIPE.replace("    table: [normalization]\n", "    city: [string_lookup]\n    table: [normalization]\n")
    text = text.replace(
        "layers:\n",
        """layers:
  - {type: embedding, input_dim: "${data.city.vocabulary}", output_dim: 3, from: city, name: where}
  - {type: concatenate, from: [where, table]}
""",
    )
    task = task_of(people, text)
    assert task.opened.checked.taken() == ("city", "table")
    assert task.opened.checked.features.features["table"].shape == (1 + 2 + 4,)
    (embedded,) = [each for each in task.network.layers if isinstance(each, keras.layers.Embedding)]
    assert embedded.input_dim == 4
    assert task.pipeline.feature("city", np.arange(3)).numpy().max() <= 3
    run = trained(people, text, name="embedded")
    assert set(keras.models.load_model(run.model).input) == {"age", "city", "born", "fare"}
    assert evaluate_checkpoint(run.model, split="test", recipe=None, overrides=()).examples == 15


@pytest.mark.slow
def test_columns_may_be_called_as_people_like(tmp_path: Path) -> None:
    names = ["the age (years)", "a/b", "../../up", "x" * 300, "ä.ö", "table2"]
    rows = [[str(row * (at + 1) % 7) for at in range(5)] + ["uv"[row % 2], "ny"[row % 3 == 0]] for row in range(30)]
    lines = [",".join(row) for row in rows]
    (tmp_path / "t.csv").write_text("\n".join([",".join([*names, "y"]), *lines, ""]))
    text = RECIPE.partition("  batch_size")[0].replace("people.csv, target: bought", "t.csv, target: y")
    text += "  transforms: {a/b: [normalization], ../../up: [min_max], %s: [normalization]}\n" % ("x" * 300)
    text += "layers:" + RECIPE.partition("layers:")[2].replace("epochs: 2", "epochs: 1")
    run = trained(tmp_path, text)
    assert {each.parent for each in run.path.rglob("*.safetensors")} == {run.fitted, max(run.checkpoints.iterdir())}
    last = max(run.checkpoints.iterdir())
    found = [evaluate_checkpoint(each, split="test", recipe=None, overrides=()) for each in (run.path, last)]
    assert found[0].loss == pytest.approx(found[1].loss, abs=1e-6)
    _, answers = predictions(run.path, [str(tmp_path / "t.csv")], skip_bad=False, left_out=lambda _: None)
    assert len(list(answers)) == 30


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    age: [{type: fill_missing, indicator: true}, normalization]\n", "", "{path}:2: column 'age': the value"),
        ("{type: fill_missing, indicator: true}, normalization", "normalization", "{path}:2: column 'age': the value"),
        ("table: [normalization]", "city: [normalization]", "normalization takes numbers, its input is text"),
        ("table: [normalization]", "note: [{type: hashing, num_bins: 3}]", "no network takes 'note'"),
        ("table: [normalization]", "wages: [log]", "the data has no feature or label 'wages'"),
    ],
)
def test_what_does_not_fit_is_told(people: Path, old: str, new: str, message: str) -> None:
    found = errors_of(people, RECIPE.replace(old, new))
    assert found[0].startswith(message.format(path="people.csv"))


def test_missing_numbers_of_the_whole_table_are_filled_in_together(people: Path) -> None:
    text = RECIPE.replace("    age: [{type: fill_missing, indicator: true}, normalization]\n", "")
    task = task_of(people, text.replace("table: [normalization]", "table: [fill_missing, normalization]"))
    assert task.opened.checked.features.features["table"].shape == (2 + 4 + 4,)
    assert np.isfinite(task.pipeline.feature("table", np.arange(60))).all()
    with pytest.raises(DlcliError, match="the value is missing"):
        task_of(people, text)


def test_a_table_that_is_read_late_needs_no_more_words(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = RECIPE.replace("people.csv", str(people / "people.csv"))
    small = trained(tmp_path, text)
    monkeypatch.setattr("dlcli.parts.sources._table_file.READ_WHOLE_BELOW", 100)
    large = trained(tmp_path, text)
    assert end_of(large) == end_of(small)
    assert "sparse_categorical_crossentropy" in large.resolved.read_text()
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "people.parquet")
    of_parquet = text.replace(str(people / "people.csv"), "people.parquet").replace("type: csv", "type: parquet")
    assert end_of(trained(tmp_path, of_parquet)) == end_of(small)

"""Promises that every source with a label keeps from a recipe to a prediction; the sources are found on the shelf."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
import yaml
from typer.testing import CliRunner

from dlcli.build.opened import pipeline_of
from dlcli.build.pipeline import Share
from dlcli.cli.app import app
from dlcli.parts import shelf
from dlcli.run.evaluate import Restored, evaluate_checkpoint, restored
from dlcli.run.events import Event, Progressed
from tests.parts.sources.conftest import FILES
from tests.run.small import trained
from tests.run.stopping import figures_of, resumed_from, states_of, stopped_and_resumed

# Two have no label, see test_language_model.py; what has to be downloaded is tested on files that stand in for it.
OTHERS = frozenset({"text_file", "python_topics", "keras_dataset"})
SOURCES = [word for word in shelf.words("sources") if word not in OTHERS]
QUICK = frozenset({"tfrecord"})
"""The others are trained with all slow tests."""


def recipe(word: str, folder: Path) -> str:
    """A small network on a few examples of a source."""
    fields: dict[str, Any] = {"type": word, **FILES.get(word, lambda _: {})(folder)}
    part = shelf.part("sources", word)
    if "limit_per_class" in part.model_fields:
        fields["limit_per_class"] = 3
    loaded = part.model_validate({key: value for key, value in fields.items() if key != "type"}).load()
    name, label = loaded.facts.only_feature(), loaded.facts.labels["label"]
    feature = loaded.facts.features[str(name)]
    transforms = []
    if feature.text:
        transforms = [{"type": "text_vectorization", "output_mode": "multi_hot"}]
    elif feature.shape is not None and None in feature.shape:
        transforms = [{"type": "resizing", "height": 4, "width": 4}]
    units = label.classes if label.kind == "classes" else (label.shape or (1,))[0]
    last = {"type": "dense", "units": units, **({"activation": "softmax"} if label.kind == "classes" else {})}
    rank = len(feature.shape or ())
    return yaml.safe_dump(
        {
            "name": "small",
            "data": {"source": fields, "transforms": transforms, "batch_size": 2},
            "layers": [*(["flatten"] if rank > 1 else []), {"type": "dropout", "rate": 0.2}, last],
            "training": {"epochs": 2, "steps": None, "checkpoint": {"every_steps": 1, "keep": 99}},
        }
    )


def raw_input(found: Restored, folder: Path) -> Path:
    """The examples as a person has them: texts, rows, pictures in files, or arrays."""
    ((name, column),) = (
        each for each in found.opened.loaded.features.items() if each[0] in found.opened.checked.taken()
    )
    rows = tf.constant(found.opened.rows["train"])
    feature = found.opened.loaded.facts.features[name]
    if not column.batched:
        (folder / "pictures").mkdir()
        for row in rows.numpy():
            path = folder / "pictures" / f"{row:05d}.png"
            path.write_bytes(tf.io.encode_png(column.fetch(tf.constant(row))).numpy())
        return folder / "pictures"
    if name == "table":
        columns = {key: each for key, each in found.opened.loaded.features.items() if key != name}
        cells = {key: [_plain(value) for value in each.fetch(rows).numpy()] for key, each in columns.items()}
        lines = [json.dumps(dict(zip(cells, row, strict=True))) for row in zip(*cells.values(), strict=True)]
    elif feature.text:
        lines = [json.dumps({name: text.decode()}) for text in column.fetch(rows).numpy()]
    else:
        np.save(folder / "raw.npy", column.fetch(rows).numpy())
        return folder / "raw.npy"
    (folder / "raw.jsonl").write_text("\n".join(lines), "utf-8")
    return folder / "raw.jsonl"


def _plain(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else float(value)


@pytest.mark.parametrize(
    "word", [word if word in QUICK else pytest.param(word, marks=pytest.mark.slow) for word in SOURCES]
)
def test_it_trains_goes_on_is_shared_evaluated_and_predicts(tmp_path: Path, word: str) -> None:
    (tmp_path / "data").mkdir()
    text = recipe(word, tmp_path / "data").replace("  steps: null\n", "")
    run = trained(tmp_path, text)
    steps = max(json.loads(line)["step"] for line in run.metrics.read_text("utf-8").splitlines())
    assert steps >= 4

    def in_the_second_epoch(event: Event) -> bool:
        return isinstance(event, Progressed) and event.step == steps // 2 + 1

    resumed = stopped_and_resumed(
        tmp_path / "small.yaml",
        tmp_path / "resumed",
        at=in_the_second_epoch,
        overrides=("training.steps_per_execution=1",),
    )
    assert 0 < resumed_from(resumed)[0] <= steps // 2 + 1
    assert figures_of(resumed) == figures_of(run)
    last = max(states_of(run))
    assert states_of(resumed)[last] == states_of(run)[last]

    evaluation = json.loads(run.evaluation.read_bytes())
    found = evaluate_checkpoint(run.path, split=None, recipe=None, overrides=())
    assert (found.loss, dict(found.metrics)) == (evaluation["loss"], evaluation["metrics"])

    opened = restored(run.path, recipe=None, overrides=())
    pipeline = pipeline_of(opened.opened, opened.front)
    whole = [batch for batch, _ in pipeline.training(0).take(2)]
    parts = [batch for batch, _ in pipeline.training(0, Share(0, 2, 2)).take(4)]
    for number, batch in enumerate(whole):
        for replica in range(2):
            np.testing.assert_array_equal(parts[2 * number + replica], batch[replica::2])

    done = CliRunner().invoke(
        app, ["predict", str(run.path), str(raw_input(opened, tmp_path)), "--format", "jsonl"], catch_exceptions=False
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    batch, _ = pipeline.batch(tf.constant(pipeline.splits["train"]))
    wanted = opened.networks["layers"](batch, training=False).numpy()
    key = "probabilities" if opened.opened.loaded.facts.labels["label"].kind == "classes" else "label"
    given = [list(each[key].values()) if key == "probabilities" else np.ravel(each[key]) for each in said]
    np.testing.assert_allclose(given, wanted, rtol=1e-5, atol=1e-6)

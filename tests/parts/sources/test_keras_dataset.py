"""The source `keras_dataset`, on small files of the form of those that Keras downloads."""

from __future__ import annotations

import gzip
import importlib
import json
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from dlcli.ground.errors import DataError
from dlcli.parts import shelf
from dlcli.parts.sources._source import Source
from dlcli.run.begin import begin
from dlcli.run.events import ignore
from tests.parts.sources.conftest import idx

GENERATOR = np.random.default_rng(0)


def made(name: str, **fields: Any) -> Source:
    found = shelf.part("sources", "keras_dataset").model_validate({"name": name, **fields})
    assert isinstance(found, Source)
    return found


def ragged(rows: int, longest: int) -> np.ndarray:
    texts = np.empty(rows, object)
    for row in range(rows):
        texts[row] = GENERATOR.integers(1, 60, 1 + row % longest).tolist()
    return texts


def written(folder: Path, name: str) -> Path:
    """A file, or a folder of files, as `get_file` would have left it."""
    if name == "mnist":
        pictures, labels = GENERATOR.integers(0, 256, (50, 28, 28), np.uint8), np.arange(50, dtype=np.uint8) % 10
        np.savez(folder / "a.npz", x_train=pictures[:40], y_train=labels[:40], x_test=pictures[40:], y_test=labels[40:])
    elif name in ("imdb", "reuters"):
        labels = np.arange(60) % (2 if name == "imdb" else 46)
        parts = {"x_train": ragged(40, 9), "y_train": labels[:40], "x_test": ragged(20, 9), "y_test": labels[40:]}
        parts = parts if name == "imdb" else {"x": ragged(60, 9), "y": labels}
        np.savez(folder / "a.npz", **parts)
    elif name == "california_housing":
        np.savez(folder / "a.npz", x=GENERATOR.random((50, 8)), y=GENERATOR.random(50))
    elif name.startswith("cifar"):
        return _cifar(folder, name)
    return folder / "a.npz"


def _cifar(folder: Path, name: str) -> Path:
    inner = folder / ("cifar-10-batches-py" if name == "cifar10" else "cifar-100-python")
    inner.mkdir()
    key = b"labels" if name == "cifar10" else b"fine_labels"
    sizes = {f"data_batch_{number}": 10_000 for number in range(1, 6)} | {"test_batch": 20}
    for file, size in sizes.items() if name == "cifar10" else [("train", 60), ("test", 20)]:
        data = {b"data": np.zeros((size, 3072), np.uint8), key: [row % 10 for row in range(size)]}
        (inner / file).write_bytes(pickle.dumps(data, protocol=4))
    return folder


@pytest.mark.parametrize("name", ["mnist", "imdb", "reuters", "california_housing", "cifar10", "cifar100"])
def test_each_is_read_from_a_file_of_its_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = written(tmp_path, name)
    monkeypatch.setattr(importlib.import_module(f"keras.src.datasets.{name}"), "get_file", lambda *_, **__: str(path))
    source = made(name)
    facts, loaded = source.facts(), source.load()
    assert facts.features == loaded.facts.features
    assert facts.labels == loaded.facts.labels
    assert set(facts.sizes) == set(loaded.facts.sizes) == {"train", "test"}
    column = next(reversed(loaded.features.values()))
    assert column.values.shape[1:] == next(reversed(facts.features.values())).shape
    assert sum(map(len, loaded.splits.values())) == len(column.values) == len(loaded.label_values["label"])
    if name in ("imdb", "reuters"):
        assert column.values[:, 0].tolist() == [1] * 60
        few = made(name, num_words=20, maxlen=4).load().features["text"].values
        assert few.shape == (60, 4)
        assert few.max() < 20
        assert 2 in few
        assert 0 in few


def test_clothes_are_read_from_files_of_their_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stored(name: str, **_: object) -> str:
        rows = 30 if name.startswith("train") else 10
        values = np.arange(rows, dtype=np.uint8) % 10 if "labels" in name else np.zeros((rows, 28, 28), np.uint8)
        (tmp_path / name).write_bytes(gzip.compress(idx(values)))
        return str(tmp_path / name)

    monkeypatch.setattr(importlib.import_module("keras.src.datasets.fashion_mnist"), "get_file", stored)
    loaded = made("fashion_mnist", classes=["sandal", "bag"], positive="bag").load()
    assert loaded.facts.labels["label"].names == ("sandal", "bag")
    assert loaded.facts.sizes == {"train": 6, "test": 2}
    assert loaded.features["image"].values.shape == (8, 28, 28, 1)


def test_the_recipe_of_film_reviews_trains_on_a_file_of_their_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "imdb")
    monkeypatch.setattr(importlib.import_module("keras.src.datasets.imdb"), "get_file", lambda *_, **__: str(path))
    recipe = Path(__file__).resolve().parents[3] / "recipes/sequence/lstm_imdb.yaml"
    small = ("data.source.num_words=80", "data.source.maxlen=12", "layers.0.output_dim=4", "training.epochs=2")
    run = begin(recipe, overrides=small, runs=tmp_path, resuming=False, listener=ignore, command=["dlcli"], debug=False)
    evaluation = json.loads(run.evaluation.read_bytes())
    assert (evaluation["split"], evaluation["examples"]) == ("test", 20)
    assert 0 < evaluation["loss"] < 2


def test_a_file_that_would_run_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gadget:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return (Path.touch, (tmp_path / "marker",))  # type: ignore[return-value]

    texts = np.empty(2, object)
    texts[:] = [Gadget(), [1]]
    np.savez(tmp_path / "a.npz", x_train=texts, y_train=np.zeros(2), x_test=texts, y_test=np.zeros(2))
    module = importlib.import_module("keras.src.datasets.imdb")
    monkeypatch.setattr(module, "get_file", lambda *_, **__: str(tmp_path / "a.npz"))
    with pytest.raises(DataError):
        made("imdb").load()
    assert not (tmp_path / "marker").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("imdb", r"put imdb\.npz from https://\S+/imdb\.npz into \S+/datasets$"),
        (
            "cifar10",
            r"put cifar-10-python\.tar\.gz from https://\S+ into \S+/datasets as cifar-10-batches-py\S+_archive$",
        ),
    ],
)
def test_offline_the_file_and_its_place_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    def refused(*_: object, origin: str, **__: object) -> str:
        raise Exception(f"URL fetch failure on {origin}: None -- no network")  # noqa: TRY002 - as Keras raises it

    monkeypatch.setattr(importlib.import_module(f"keras.src.datasets.{name}"), "get_file", refused)
    with pytest.raises(DataError, match=f"{name} cannot be read, or downloaded") as told:
        made(name).load()
    assert told.value.exit_code == 3
    assert re.search(said, str(told.value.help))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "mnist", "num_words": 100},
        {"name": "california_housing", "maxlen": 10},
        {"name": "california_housing", "classes": ["a", "b"]},
        {"name": "imdb", "num_words": 3},
        {"name": "minst"},
    ],
)
def test_fields_that_do_not_fit_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**fields)

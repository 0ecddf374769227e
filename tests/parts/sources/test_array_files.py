"""The sources `npy`, `idx` and `hdf5`: the same arrays, rows where they are asked for, and what is wrong with files."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.pipeline import Share
from dlcli.ground.errors import DataError
from dlcli.parts.sources._source import Source
from dlcli.recipe.verdict import verdict
from dlcli.run.folder import RunFolder
from tests.parts.sources.conftest import example, idx, write_records
from tests.run.small import task_of, trained
from tests.run.stopping import states_of

Make = Callable[..., Source]
X = np.random.default_rng(0).integers(0, 256, (30, 5, 4), np.uint8)
Y = np.repeat(np.arange(3, dtype=np.uint8), 10)
RECIPE = """
name: small
data: {source: SOURCE, split: {validation: 0.2}, transforms: [{type: scale_to, range: [0, 1]}], batch_size: 8}
layers: [flatten, {type: dense, units: 3, activation: softmax}]
training: {epochs: 2}
"""
SOURCES = {
    "npz": "{type: npz, path: a.npz}",
    "npy": "{type: npy, features: x.npy, labels: y.npy}",
    "idx": "{type: idx, images: x.idx, labels: y.idx.gz}",
    "hdf5": "{type: hdf5, path: a.h5}",
    "tfrecord": "{type: tfrecord, path: a.tfrecord, channels: 1}",
    "image_folder": "{type: image_folder, path: pictures, channels: 1}",
}


def written(folder: Path) -> Path:
    np.savez(folder / "a.npz", x=X, y=Y)
    np.save(folder / "x.npy", X)
    np.save(folder / "y.npy", Y)
    (folder / "x.idx").write_bytes(idx(X))
    (folder / "y.idx.gz").write_bytes(gzip.compress(idx(Y)))
    with h5py.File(folder / "a.h5", "w") as file:
        file.create_dataset("x", data=X, chunks=(7, 5, 4), compression="gzip")
        file["y"] = Y
    pictures = [tf.io.encode_png(picture[..., None]).numpy() for picture in X]
    write_records(folder / "a.tfrecord", [example(x=each, y=int(Y[row])) for row, each in enumerate(pictures)])
    for row, picture in enumerate(pictures):
        path = folder / "pictures" / str(Y[row]) / f"{row:02d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    return folder


def recipe(word: str) -> str:
    text = RECIPE.replace("SOURCE", SOURCES[word])
    # Pictures may differ in size, and are brought into the one that they have.
    return (
        text.replace("[{type: scale", "[{type: resizing, height: 5, width: 4}, {type: scale")
        if word in ("image_folder", "tfrecord")
        else text
    )


@pytest.fixture(scope="module")
def of_npz(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return trained(written(tmp_path_factory.mktemp("arrays")), recipe("npz"))


@pytest.mark.parametrize("word", [word for word in SOURCES if word != "npz"])
def test_the_same_data_ends_with_the_same_weights(of_npz: RunFolder, word: str) -> None:
    run = trained(of_npz.path.parents[2], recipe(word))
    last, other = (states_of(each)[max(states_of(each))] for each in (of_npz, run))
    assert last == other
    one, two = (json.loads(each.evaluation.read_bytes()) for each in (of_npz, run))
    assert (one["loss"], one["metrics"]) == (two["loss"], two["metrics"])


@pytest.mark.parametrize("word", ["npy", "hdf5"])
def test_rows_are_read_in_the_order_that_they_are_asked_for(tmp_path: Path, word: str) -> None:
    task = task_of(
        written(tmp_path),
        RECIPE.replace("SOURCE", SOURCES[word].replace("}", ", classes: [2, 0]}")).replace("units: 3", "units: 2"),
    )
    column = task.opened.loaded.features["image"]
    kept = np.flatnonzero(Y != 1)
    rows = np.array([19, 3, 3, 0, 11])
    np.testing.assert_array_equal(column.fetch(tf.constant(rows)), X[kept[rows]][..., None])
    whole = [batch.numpy() for batch, _ in task.pipeline.training(0).take(2)]
    parts = [batch.numpy() for batch, _ in task.pipeline.training(0, Share(0, 2, 2)).take(4)]
    for number, batch in enumerate(whole):
        np.testing.assert_array_equal(parts[2 * number], batch[::2])
        np.testing.assert_array_equal(parts[2 * number + 1], batch[1::2])


def test_test_files_are_the_test_split(source: Make, tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "t").write_bytes(idx(X[:4]))
    (tmp_path / "u").write_bytes(idx(Y[:4]))
    files = {"test_images": str(tmp_path / "t"), "test_labels": str(tmp_path / "u")}
    made = source("idx", images=str(tmp_path / "x.idx"), labels=str(tmp_path / "y.idx.gz"), **files)
    assert made.facts().sizes == made.load().facts.sizes == {"train": 30, "test": 4}
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["x_train"], file["y_train"], file["x_test"], file["y_test"] = (
            X,
            Y.astype(float),
            X[:4],
            Y[:4].astype(float),
        )
    loaded = source("hdf5", path=str(tmp_path / "b.h5")).load()
    assert loaded.facts.sizes == {"train": 30, "test": 4}
    assert loaded.facts.labels["label"].kind == "number"
    np.testing.assert_array_equal(loaded.features["image"].fetch(tf.constant(loaded.splits["test"]))[..., 0], X[:4])


def test_classes_of_an_hdf5_file_may_be_text(source: Make, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["g/x"], file["g/y"] = np.zeros((4, 2), np.float32), ["b", "a", "b", "c"]
    loaded = source("hdf5", path=str(tmp_path / "a.h5"), features="g/x", labels="g/y").load()
    assert loaded.facts.labels["label"].names == ("a", "b", "c")
    assert loaded.label_values["label"].tolist() == [1, 0, 1, 2]


def _h5(path: Path, spoil: Callable[[h5py.File], Any]) -> None:
    with h5py.File(path, "w") as file:
        file["y"] = Y
        spoil(file)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.__setitem__("x", h5py.SoftLink("/y")), "is a link, which is never followed"),
        (
            lambda file: file.__setitem__("x", h5py.ExternalLink("/etc/passwd", "/x")),
            "is a link, which is never followed",
        ),
        (
            lambda file: file.create_dataset("x", (30, 4), "u1", external=[("/etc/passwd", 0, 120)]),
            "stored in other files",
        ),
        (lambda file: file.create_dataset("x", (2**20, 2**20), "u1", chunks=(1, 2**20)), "declares 1.0 TiB and stores"),
        (lambda file: file.create_group("x"), "is a group, not an array"),
        (lambda file: file.__setitem__("z", X), "has no array 'x'; it has y, z"),
        (lambda file: file.__setitem__("x", X[:20]), "differ in length: 20 and 30"),
        (lambda file: file.__setitem__("x", np.zeros((30, 2), complex)), "has the type complex128"),
        (lambda file: file.__setitem__("x", np.full((30, 2), np.nan)), r"has nan at \[0, 0\]"),
    ],
)
def test_what_is_wrong_with_an_hdf5_file_is_told(
    source: Make, tmp_path: Path, spoil: Callable[[h5py.File], Any], said: str
) -> None:
    _h5(tmp_path / "a.h5", spoil)
    with pytest.raises(DataError, match=said):
        source("hdf5", path=str(tmp_path / "a.h5")).load()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04", "is not an IDX file"),
        (b"", "is not an IDX file"),
        (idx(X)[:-1], "is cut short: its header says 600 bytes"),
        (idx(X) + b"x", "goes on behind its end"),
        (gzip.compress(idx(X))[:-9], "is damaged"),
        (bytes([0, 0, 8, 3]) + b"\xff\xff\xff\xff" * 3, "declares"),
        (idx(X[:20]), "differ in length: 20 and 30"),
        (idx(np.full((30, 2), np.inf, np.float32)), r"has inf at \[0, 0\]"),
    ],
)
def test_what_is_wrong_with_an_idx_file_is_told(source: Make, tmp_path: Path, data: bytes, said: str) -> None:
    written(tmp_path)
    (tmp_path / "x.idx").write_bytes(data)
    with pytest.raises(DataError, match=said):
        source("idx", images=str(tmp_path / "x.idx"), labels=str(tmp_path / "y.idx.gz")).load()


def test_what_is_wrong_with_an_npy_file_is_told(source: Make, tmp_path: Path) -> None:
    written(tmp_path)
    made = source("npy", features=str(tmp_path / "x.npy"), labels=str(tmp_path / "y.npy"))
    for spoil, said in (
        (lambda data: data[:-1], "is cut short"),
        (lambda data: data + b"x", "has 1 bytes after its end"),
        (lambda _: b"hello", "is not an NPY file"),
    ):
        (tmp_path / "x.npy").write_bytes(spoil((written(tmp_path) / "x.npy").read_bytes()))
        with pytest.raises(DataError, match=said):
            made.load()
    np.save(tmp_path / "x.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(DataError, match="is an object array, which is never loaded"):
        made.load()
    written(tmp_path)
    loaded = made.load()
    assert loaded.features["image"].unreadable() is None
    os.remove(tmp_path / "x.npy")
    assert loaded.features["image"].unreadable() == str(tmp_path / "x.npy")


def test_a_recipe_over_an_hdf5_file_is_valid_before_it_is_opened(tmp_path: Path) -> None:
    (written(tmp_path) / "small.yaml").write_text(recipe("hdf5"), "utf-8")
    assert [each.message for each in verdict(tmp_path / "small.yaml").diagnostics if each.severity == "error"] == []


def test_numbers_bytes_and_texts_in_records(source: Make, tmp_path: Path) -> None:
    write_records(
        tmp_path / "a",
        [example(raw=X[row].tobytes(), size=np.float32(row), kind=b"ab"[row % 2 : row % 2 + 1]) for row in range(9)],
    )
    made = source("tfrecord", path=str(tmp_path / "a"), features="raw", labels="kind", shape=[5, 4], limit_per_class=2)
    loaded = made.load()
    assert loaded.facts.labels["label"].names == ("a", "b")
    assert loaded.label_values["label"].tolist() == [0, 1, 0, 1]
    np.testing.assert_array_equal(loaded.features["features"].fetch(tf.constant([3, 0])), X[[3, 0]])
    numbers = source("tfrecord", path=str(tmp_path / "a"), features="raw", labels="size", shape=[5, 4, 1]).load()
    assert numbers.facts.features["image"].value_range == (0, 255)
    assert numbers.label_values["label"].tolist() == list(range(9))


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("fields", "spoil", "said"),
    [
        ({}, lambda data: data[:-1], "is cut short in record 5"),
        ({}, lambda _: b"hello" * 9, "is not a TFRecord file"),
        ({}, lambda data: data + b"\0" * 20, "is damaged in record 6"),
        ({}, lambda data: flipped(data, len(data) - 10), "is damaged in record 5: its checksum is another"),
        ({}, lambda _: b"", "is empty"),
        ({}, gzip.compress, "is packed by gzip"),
        ({"features": "z"}, bytes, "have no field 'z'; they have x, y"),
        ({"labels": "x"}, bytes, "'x' in '.*' holds 4 numbers, a label is one"),
        ({"shape": [5]}, bytes, "has 4 numbers, `shape` says 5"),
        ({"channels": 1}, bytes, "holds no pictures"),
    ],
)
def test_what_is_wrong_with_records_is_told(
    source: Make, tmp_path: Path, fields: dict[str, Any], spoil: Callable[[bytes], bytes], said: str
) -> None:
    source("tfrecord")
    path = tmp_path / "tfrecord" / "a.tfrecord"
    made = source("tfrecord", path=str(path), **fields)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(DataError, match=said):
        made.load()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"x": X[2].tobytes()[:-1], "y": 2}, "'x' in record 2 of '.*' has 19 numbers, in record 0 it has 20"),
        ({"x": np.float32(3), "y": 2}, "'x' in record 2 of '.*' is another kind of value than in record 0"),
        ({"x": X[2].tobytes()}, "record 2 of '.*' has no field 'y'"),
        ({"x": X[2].tobytes(), "y": b"2"}, "'y' in record 2 of '.*' is another kind of value than in record 0"),
    ],
)
def test_a_record_that_is_not_as_the_first_is_named(
    source: Make, tmp_path: Path, other: dict[str, Any], said: str
) -> None:
    records = [example(x=X[row].tobytes(), y=row % 2) for row in range(4)]
    write_records(tmp_path / "a", [*records[:2], example(**other), *records[3:]])
    with pytest.raises(DataError, match=said):
        source("tfrecord", path=str(tmp_path / "a")).load()

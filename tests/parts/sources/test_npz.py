"""The source `npz`: what becomes a picture, a class or a number, and each thing that can be wrong with a file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Feature, Label
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Source

Make = Callable[..., Source]
X = np.arange(12, dtype=np.float32).reshape(4, 3)
Y = np.array([0, 1, 2, 1])


@pytest.fixture
def saved(source: Make, tmp_path: Path) -> Make:
    def make(arrays: dict[str, Any], **fields: Any) -> Source:
        np.savez_compressed(tmp_path / "a.npz", **arrays)
        return source("npz", path=str(tmp_path / "a.npz"), **fields)

    return make


@pytest.mark.parametrize(
    ("array", "name", "feature"),
    [
        (np.zeros((4, 8)), "features", Feature((8,))),
        (np.zeros((4, 8, 9)), "features", Feature((8, 9))),
        (np.zeros((4, 8, 9), np.uint8), "image", Feature((8, 9, 1), (0, 255), image=True)),
        (np.zeros((4, 8, 9, 3), np.uint8), "image", Feature((8, 9, 3), (0, 255), image=True)),
        (np.zeros((4, 8, 9, 3), np.float16), "image", Feature((8, 9, 3), image=True)),
        (np.zeros((4, 8, 8), ">i4", order="F"), "features", Feature((8, 8))),
    ],
)
def test_what_becomes_a_picture(saved: Make, array: np.ndarray, name: str, feature: Feature) -> None:
    made = saved({"x": array, "y": Y})
    loaded = made.load()
    assert made.facts().features == loaded.facts.features == {name: feature}
    column = loaded.features[name]
    assert isinstance(column, ArrayColumn)
    assert column.values.shape == (4, *(feature.shape or ()))
    assert column.values.dtype.isnative


@pytest.mark.parametrize(
    ("labels", "fields", "label", "values"),
    [
        (Y, {}, (Label("classes"), Label("classes", 3)), [0, 1, 2, 1]),
        (Y[:, None].astype(">i8"), {}, (Label("classes"), Label("classes", 3)), [0, 1, 2, 1]),
        (Y > 0, {}, (Label("classes"), Label("classes", 2)), [0, 1, 1, 1]),
        (np.array(list("baca")), {}, (Label("classes"), Label("classes", 3, ("a", "b", "c"))), [1, 0, 2, 0]),
        (Y, {"classes": list("abc")}, (Label("classes", 3, ("a", "b", "c")),) * 2, [0, 1, 2, 1]),
        (Y, {"classes": [2, 1]}, (Label("classes", 2, ("2", "1")),) * 2, [1, 0, 1]),
        (Y, {"classes": [1, 2], "positive": 1}, (Label("binary", 2, ("2", "1")),) * 2, [1, 0, 1]),
        (Y % 2, {"positive": 0}, (Label("binary", 2), Label("binary", 2, ("1", "0"))), [1, 0, 1, 0]),
        (Y / 2, {}, (Label("number"),) * 2, [0, 0.5, 1, 0.5]),
        (X[:, :2], {}, (Label("number", shape=(2,)),) * 2, X[:, :2].tolist()),
    ],
)
def test_what_labels_mean(
    saved: Make, labels: np.ndarray, fields: dict[str, Any], label: tuple[Label, Label], values: list[float]
) -> None:
    made = saved({"x": X, "y": labels}, **fields)
    loaded = made.load()
    assert made.facts().labels == {"label": label[0]}
    assert loaded.facts.labels == {"label": label[1]}
    assert loaded.label_values["label"].tolist() == values


def test_a_file_may_bring_its_test_split(saved: Make) -> None:
    made = saved({"x_train": X, "y_train": Y, "x_test": X[:2] + 100, "y_test": Y[:2]}, limit_per_class=1)
    loaded = made.load()
    assert loaded.facts.sizes == {"train": 3, "test": 2}
    column = loaded.features["features"]
    assert isinstance(column, ArrayColumn)
    assert column.values[loaded.splits["test"]].min() >= 100
    assert column.values[loaded.splits["train"]].max() < 100


@pytest.mark.parametrize(
    ("arrays", "fields", "words"),
    [
        ({"x": X, "y": Y[:3]}, {}, "'x' and 'y' in '{path}' differ in length: 4 and 3"),
        ({"x": X[:0], "y": Y[:0]}, {}, "'x' in '{path}' is empty: its shape is (0, 3)"),
        ({"x": np.array(3.0), "y": Y}, {}, "'x' in '{path}' is a single value"),
        ({"x": X, "labels": Y}, {}, "has no array 'y'; it has x, labels"),
        ({"pictures": X, "y": Y}, {"features": "picture"}, "did you mean 'pictures'?"),
        ({"x_train": X, "y_train": Y, "x_test": X}, {}, "has no array 'y_test'"),
        ({"x_train": X, "y_train": Y, "x_test": X[:, :2], "y_test": Y}, {}, "'x_test' in '{path}' has another shape"),
        ({"x": X, "y": np.array([1, None, 2, 3])}, {}, "'y' in '{path}' is an object array, which is never loaded"),
        ({"x": X.astype(complex), "y": Y}, {}, "'x' in '{path}' has the type '<c16', which networks cannot take"),
        ({"x": np.zeros(4, [("a", "f4")]), "y": Y}, {}, "'x' in '{path}' has a structured type"),
        ({"x": np.array(list("abcd")), "y": Y}, {}, "'x' in '{path}' holds text"),
        ({"x": np.where(X == 7, np.nan, X), "y": Y}, {}, "'x' in '{path}' has nan at [2, 1]"),
        ({"x": X, "y": np.array([1.0, 2.0, np.inf, 0.0])}, {}, "'y' in '{path}' has inf at [2]"),
        ({"x": X, "y": np.eye(3, dtype=int)[Y]}, {}, "'y' in '{path}' has the shape (4, 3): classes are one label"),
        ({"x": X, "y": Y - 1}, {}, "label 0 of 'y' in '{path}' is -1, negative for a class"),
        ({"x": X, "y": Y * 100_000}, {}, "label 2 of 'y' in '{path}' is 200000, too large for a class"),
        ({"x": X, "y": Y}, {"classes": ["a", "b"]}, "label 2 of 'y' in '{path}' is 2, `classes` names 0 to 1"),
        ({"x": X, "y": Y}, {"classes": [1, 9]}, "has no class '9'; it has 0, 1, 2"),
        ({"x": X, "y": X[:, 0]}, {"limit_per_class": 1}, "`limit_per_class` needs one class an example, 'y'"),
    ],
)
def test_wrong_arrays_are_told(
    saved: Make, tmp_path: Path, arrays: dict[str, Any], fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(DataError) as caught:
        saved(arrays, **fields).load()
    assert words.format(path=tmp_path / "a.npz") in str(caught.value)


def npy(shape: tuple[int, ...], body: bytes, descr: str = "<f4") -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": descr, "fortran_order": False, "shape": shape})
    return stream.getvalue() + body


def zipped(x: bytes, method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("x.npy", x)
        archive.writestr("y.npy", npy((1,), bytes(4), "<i4"))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not an NPZ file"),
        (b"hello", "is not an NPZ file"),
        (npy((1,), bytes(4)), "is a single array (NPY), not an NPZ file"),
        (zipped(npy((10**6, 10**6), b"")), "declares 3.6 TiB and stores 128 bytes"),
        (zipped(npy((2**27, 3), bytes(2**22)), zipfile.ZIP_DEFLATED), "declares 1.5 GiB and stores"),
        (zipped(npy((10,), bytes(8))), "is cut short: it has 8 of 40 bytes"),
        (zipped(npy((1,), bytes(8))), "has 4 bytes after its end"),
        (zipped(b""), "'x' in '{path}' is damaged"),
        (zipped(b"\x93NUMPY\x01\x00\x04\x00(((("), "'x' in '{path}' is damaged"),
        (zipped(b"\x93NUMPY\x02\x00\xff\xff\xff\xff"), "'x' in '{path}' is damaged"),
    ],
)
def test_a_damaged_file_is_told(source: Make, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "b.npz").write_bytes(content)
    with pytest.raises(DataError) as caught:
        source("npz", path=str(tmp_path / "b.npz")).load()
    assert words.format(path=tmp_path / "b.npz") in str(caught.value)


def test_a_flipped_byte_is_noticed(saved: Make, tmp_path: Path) -> None:
    np.savez(tmp_path / "c.npz", x=X, y=Y)
    content = bytearray((tmp_path / "c.npz").read_bytes())
    content[content.index(X.tobytes()[4:]) + 1] ^= 1
    (tmp_path / "c.npz").write_bytes(content)
    with pytest.raises(DataError, match=r"'x' in '.*c.npz' is damaged"):
        saved({"x": X, "y": Y}).model_copy(update={"path": str(tmp_path / "c.npz")}).load()


def test_whole_numbers_of_several_places_are_a_class_at_each(saved: Make) -> None:
    masks = np.array([[1, 2, 0], [0, 0, 0], [2, 2, 1], [1, 0, 0]])
    made = saved({"x": X, "y": masks})
    assert made.facts().labels["label"] == Label("classes", shape=(3,))
    loaded = made.load()
    assert loaded.facts.labels["label"] == Label("classes", 3, shape=(3,))
    assert (loaded.label_values["label"] == masks).all()
    with pytest.raises(DataError, match="text is one label an example"):
        saved({"x": X, "y": np.array([["a", "b"]] * 4)}).facts()

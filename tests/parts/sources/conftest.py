"""Small data files that the sources' tests read."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from dlcli.parts import shelf
from dlcli.parts.sources._source import Source


def png(height: int = 3, width: int = 2, *, declared: tuple[int, int] | None = None) -> bytes:
    """A grey picture, black; `declared` is another height and width for its header."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows, columns = declared or (height, width)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((width + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _csv(folder: Path) -> dict[str, Any]:
    (folder / "plants.csv").write_text("height,width,species\n1,2,rose\n3,4,fern\n5,6,rose\n")
    return {"path": str(folder / "plants.csv"), "target": "species"}


ROWS = [
    {"height": 1.5, "width": 2, "soil": "clay", "species": "rose"},
    {"height": 3.0, "width": 4, "soil": "sand", "species": "fern"},
    {"height": 5.0, "width": 6, "soil": "clay", "species": "rose"},
    {"height": 2.0, "width": 1, "soil": "", "species": "fern"},
]


def _jsonl(folder: Path) -> dict[str, Any]:
    (folder / "plants.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in ROWS))
    return {"path": str(folder / "plants.jsonl"), "target": "species"}


def _parquet(folder: Path) -> dict[str, Any]:
    parquet.write_table(pa.Table.from_pylist(ROWS), folder / "plants.parquet", row_group_size=3)
    return {"path": str(folder / "plants.parquet"), "target": "species", "columns": {"species": "category"}}


def _image_table(folder: Path) -> dict[str, Any]:
    (folder / "photos").mkdir(exist_ok=True)
    lines = ["photo,age,kind"]
    for number in range(6):
        (folder / "photos" / f"{number}.png").write_bytes(png(4 + number % 2, 5))
        lines.append(f"photos/{number}.png,{number},{'ab'[number % 2]}")
    (folder / "photos.csv").write_text("\n".join([*lines, ""]))
    return {"path": str(folder / "photos.csv"), "target": "kind", "columns": {"photo": "image"}}


def _npz(folder: Path) -> dict[str, Any]:
    np.savez(folder / "a.npz", x=np.zeros((6, 4, 4), np.uint8), y=np.array([0, 1, 2, 0, 1, 2]))
    return {"path": str(folder / "a.npz")}


def _npy(folder: Path) -> dict[str, Any]:
    np.save(folder / "x.npy", np.arange(96, dtype=np.uint8).reshape(6, 4, 4))
    np.save(folder / "y.npy", np.array([0, 1, 2, 0, 1, 2]))
    return {"features": str(folder / "x.npy"), "labels": str(folder / "y.npy")}


def idx(values: np.ndarray) -> bytes:
    """A file in MNIST's format."""
    kind = {"u1": 8, "i4": 12, "f4": 13}[values.dtype.str[1:]]
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    return bytes([0, 0, kind, values.ndim]) + sizes + values.astype(values.dtype.newbyteorder(">")).tobytes()


def _idx(folder: Path) -> dict[str, Any]:
    (folder / "x.idx.gz").write_bytes(gzip.compress(idx(np.arange(96, dtype=np.uint8).reshape(6, 4, 4))))
    (folder / "y.idx").write_bytes(idx(np.array([0, 1, 2, 0, 1, 2], np.uint8)))
    return {"images": str(folder / "x.idx.gz"), "labels": str(folder / "y.idx")}


def _hdf5(folder: Path) -> dict[str, Any]:
    with h5py.File(folder / "a.h5", "w") as file:
        file.create_dataset("x", data=np.arange(96, dtype=np.uint8).reshape(6, 4, 4), chunks=(2, 4, 4), compression=4)
        file["y"] = np.array([0, 1, 2, 0, 1, 2])
    return {"path": str(folder / "a.h5")}


def example(**fields: Any) -> bytes:
    """A tf.train.Example."""
    import tensorflow as tf

    made = {}
    for name, value in fields.items():
        if isinstance(value, bytes):
            made[name] = tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
        elif np.asarray(value).dtype.kind == "f":
            made[name] = tf.train.Feature(float_list=tf.train.FloatList(value=np.ravel(value)))
        else:
            made[name] = tf.train.Feature(int64_list=tf.train.Int64List(value=np.ravel(value)))
    return tf.train.Example(features=tf.train.Features(feature=made)).SerializeToString()


def write_records(path: Path, records: list[bytes]) -> None:
    import tensorflow as tf

    with tf.io.TFRecordWriter(str(path)) as writer:
        for record in records:
            writer.write(record)


def _tfrecord(folder: Path) -> dict[str, Any]:
    write_records(folder / "a.tfrecord", [example(x=np.arange(4) / 4 + row, y=row % 3) for row in range(6)])
    return {"path": str(folder / "a.tfrecord")}


def _image_folder(folder: Path) -> dict[str, Any]:
    for name in ("cat/a.png", "cat/b.png", "dog/a.png", ".trash/x", "cat/.hidden", "dog/Thumbs.db"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(png())
    return {"path": str(folder)}


def _time_series(folder: Path) -> dict[str, Any]:
    rows = [f"{'ab'[step % 2]},{step},{step * step}\n" for step in range(30)]
    (folder / "sales.csv").write_text("shop,price,sold\n" + "".join(rows))
    return {"path": str(folder / "sales.csv"), "target": "sold", "group": "shop", "window": 4}


def _text_folder(folder: Path) -> dict[str, Any]:
    for name in ("bad/a.txt", "bad/b.txt", "good/a.txt", "good/.hidden"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"\ufeffthe text of {name}", "utf-8")
    return {"path": str(folder)}


def _synthetic(_: Path) -> dict[str, Any]:
    return {"task": "spirals", "examples": 40}


def _text_file(folder: Path) -> dict[str, Any]:
    (folder / "book.txt").write_text("a b c d e f g\n" * 20, "utf-8")
    return {"path": str(folder / "book.txt"), "length": 10}


FILES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "csv": _csv,
    "image_table": _image_table,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "npz": _npz,
    "npy": _npy,
    "idx": _idx,
    "hdf5": _hdf5,
    "tfrecord": _tfrecord,
    "image_folder": _image_folder,
    "synthetic": _synthetic,
    "text_file": _text_file,
    "text_folder": _text_folder,
    "time_series": _time_series,
    "sunspots": lambda _: {"window": 20},
}


@pytest.fixture
def source(tmp_path: Path) -> Callable[..., Source]:
    """A source by its word, on a small file where it needs one; more fields replace its own."""

    def make(word: str, **fields: Any) -> Source:
        folder = tmp_path / word
        folder.mkdir(exist_ok=True)
        needed = {} if {"path", "features", "images"} & set(fields) else FILES.get(word, lambda _: {})(folder)
        found = shelf.part("sources", word).model_validate({**needed, **fields})
        assert isinstance(found, Source)
        return found

    return make

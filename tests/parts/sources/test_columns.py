"""Columns in a TensorFlow graph: rows of an array, and pictures of every kind with the channels asked for."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dlcli.parts.sources._columns import ArrayColumn, ImageFileColumn

PIXELS = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def bmp(bits: int) -> bytes:
    """Two by two pixels, all (3, 2, 1)."""
    pixel = bytes([1, 2, 3, 255][: bits // 8])
    rows = (pixel * 2).ljust(8, b"\0") * 2
    header = struct.pack("<IiiHHIIiiII", 40, 2, 2, 1, bits, 0, len(rows), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(rows), 0, 0, 54) + header + rows


def test_rows_of_an_array() -> None:
    column = ArrayColumn(np.arange(10, dtype=np.int32) * 2)
    assert tf.function(column.fetch)(tf.constant([3, 1], tf.int64)).numpy().tolist() == [6, 2]


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_come_with_the_channels_asked_for(tmp_path: Path, channels: int) -> None:
    contents = [
        tf.io.encode_png(PIXELS).numpy(),
        tf.io.encode_png(PIXELS[..., :1]).numpy(),
        tf.io.encode_jpeg(PIXELS).numpy(),
        GIF,
        bmp(24),
        bmp(32),
    ]
    paths = [tmp_path / str(number) for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    column = ImageFileColumn(tuple(map(str, paths)), channels)
    fetch = tf.function(column.fetch)
    found = [fetch(tf.constant(row, tf.int64)) for row in range(len(column))]
    assert {picture.dtype for picture in found} == {tf.uint8}
    assert [tuple(picture.shape) for picture in found] == [
        (*size, channels) for size in ((4, 5), (4, 5), (4, 5), (1, 1), (2, 2), (2, 2))
    ]
    if channels == 3:
        assert np.array_equal(found[0], PIXELS)
        assert found[3].numpy().tolist() == [[[255, 0, 0]]]
        assert found[4].numpy().tolist() == found[5].numpy().tolist() == [[[3, 2, 1]] * 2] * 2

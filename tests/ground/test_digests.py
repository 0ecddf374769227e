"""Digests: known values, files in pieces, one form of JSON."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from dlcli.ground import digests
from dlcli.ground.errors import CheckpointError, DataError

OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_of_bytes_is_sha256() -> None:
    assert digests.of_bytes(b"abc") == OF_ABC


def test_of_file_is_the_digest_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "large"
    data = bytes(range(256)) * 4096 + b"end"
    path.write_bytes(data)
    assert digests.of_file(path) == digests.of_bytes(data)


def test_of_file_refuses_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder, not a file"):
        digests.of_file(tmp_path)
    with pytest.raises(CheckpointError, match="does not exist"):
        digests.of_file(tmp_path / "missing", error=CheckpointError)


def test_of_json_does_not_depend_on_the_order_of_keys() -> None:
    one = {"b": [1, 2.5, None, "ä"], "a": {"y": True, "x": 0}}
    other = {"a": {"x": 0, "y": True}, "b": [1, 2.5, None, "ä"]}
    assert digests.of_json(one) == digests.of_json(other)
    assert digests.of_json({"a": [1]}) == digests.of_bytes(b'{"a":[1]}')
    assert digests.of_json([1, 2]) != digests.of_json([2, 1])


def test_of_json_refuses_what_json_lacks() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        digests.of_json(math.nan)
    with pytest.raises(TypeError):
        digests.of_json({1, 2})

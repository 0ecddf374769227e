"""A state in pieces is the file that safetensors writes."""

from __future__ import annotations

import numpy as np
import pytest
from ml_dtypes import bfloat16
from safetensors.numpy import load, save

from dlcli.run import tensors

TYPES = [
    "bool",
    "int8",
    "uint8",
    "int16",
    "uint16",
    "int32",
    "uint32",
    "int64",
    "uint64",
    "float16",
    "float32",
    "float64",
]


def test_pieces_are_what_safetensors_writes() -> None:
    arrays = {f"of/{name}": np.arange(6).reshape(2, 3).astype(name) for name in [*TYPES, bfloat16]}
    arrays |= {"größe": np.array(3.0), "nothing": np.zeros((0, 2), "float32"), "a": np.ones(1, "float32")}
    assert b"".join(tensors.pieces(arrays)) == save(arrays)


@pytest.mark.parametrize(
    "array", [np.arange(6.0).reshape(2, 3).T, np.arange(6.0)[::2], np.asfortranarray(np.eye(2, 3))]
)
def test_arrays_that_do_not_lie_in_order_are_put_in_order(array: np.ndarray) -> None:
    (found,) = load(b"".join(tensors.pieces({"array": array}))).values()
    np.testing.assert_array_equal(found, array)


def test_memory_is_not_copied() -> None:
    array = np.zeros((3, 4), "float32")
    last = tensors.pieces({"array": array})[-1]
    array[2, 3] = 1
    assert np.frombuffer(last, "float32")[-1] == 1

"""Arrays as a file of safetensors, without a copy: in pieces that are the arrays' own memory, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_TYPES = {
    "uint64": "U64",
    "int64": "I64",
    "float64": "F64",
    "float32": "F32",
    "uint32": "U32",
    "int32": "I32",
    "bfloat16": "BF16",
    "float16": "F16",
    "uint16": "U16",
    "int16": "I16",
    "int8": "I8",
    "uint8": "U8",
    "bool": "BOOL",
}
"""The names of types, in the order in which safetensors puts them: the widest first, so that each begins aligned."""
_ALIGNED = 8


def pieces(arrays: Mapping[str, np.ndarray]) -> list[bytes | memoryview]:
    """What `safetensors.numpy.save` gives, byte for byte, but not in one piece."""
    import numpy as np

    order = list(_TYPES)
    header: dict[str, object] = {}
    found: list[memoryview] = []
    end = 0
    for name, array in sorted(arrays.items(), key=lambda item: (order.index(item[1].dtype.name), item[0])):
        # An array that is not contiguous is copied: its memory holds other values, or these in another order.
        flat = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
        header[name] = {
            "dtype": _TYPES[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [end, end + flat.nbytes],
        }
        end += flat.nbytes
        found.append(flat.data)
    head = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    head += b" " * (-len(head) % _ALIGNED)
    return [len(head).to_bytes(8, "little"), head, *found]


def arrays(data: bytes) -> dict[str, np.ndarray]:
    """What was written, in the memory of `data`; safetensors' own reader for NumPy knows no bfloat16.

    Raises:
        ValueError, KeyError, TypeError: it is no file of safetensors.
    """
    import ml_dtypes
    import numpy as np

    types = {code: np.dtype(getattr(ml_dtypes, name) if code == "BF16" else name) for name, code in _TYPES.items()}
    start = 8 + int.from_bytes(data[:8], "little")
    found = {}
    for name, entry in json.loads(data[8:start]).items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(memoryview(data)[start + begin : start + end], types[entry["dtype"]])
        found[name] = values.reshape(entry["shape"])
    return found

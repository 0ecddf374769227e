"""Columns that stay in their files: rows are read when they are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class MappedColumn:
    """Rows of an array in a file."""

    path: Path
    read: Callable[[np.ndarray], np.ndarray]
    """The values of these rows of the file, in their order."""
    kept: np.ndarray | int
    """The rows of the file that are examples; or how many there are, where all of them are."""
    shape: tuple[int, ...]
    """Of one example."""
    dtype: np.dtype[Any]
    batched: bool = True

    def __len__(self) -> int:
        return self.kept if isinstance(self.kept, int) else len(self.kept)

    def fetch(self, rows: Any) -> Any:
        """The values of these rows, in a TensorFlow graph."""
        import tensorflow as tf

        values = tf.numpy_function(self._fetched, [rows], tf.as_dtype(self.dtype), stateful=False)
        values.set_shape((*rows.shape, *self.shape))
        return values

    def unreadable(self) -> str | None:
        """The file, where it cannot be read any more."""
        return None if self.path.is_file() else str(self.path)

    def _fetched(self, rows: np.ndarray) -> np.ndarray:
        import numpy as np

        chosen = np.atleast_1d(rows if isinstance(self.kept, int) else self.kept[rows])
        values = self.read(chosen).astype(self.dtype, copy=False).reshape(len(chosen), *self.shape)
        return np.ascontiguousarray(values if np.ndim(rows) else values[0])


def native(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The type in this machine's byte order; truth as bytes of 0 and 1."""
    import numpy as np

    return np.dtype(np.uint8) if dtype.kind == "b" else dtype.newbyteorder("=")


def in_order(read: Callable[[np.ndarray], np.ndarray], rows: np.ndarray) -> np.ndarray:
    """The values of rows from a file that gives only ascending ones, each once."""
    import numpy as np

    ascending, places = np.unique(rows, return_inverse=True)
    values: np.ndarray = read(ascending)[places]
    return values

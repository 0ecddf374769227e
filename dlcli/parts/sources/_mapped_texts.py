"""Texts of a table that stay in their file: letters one after another, and where each text ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


@dataclass(frozen=True)
class MappedTexts:
    """Texts in UTF-8, mapped into memory."""

    path: Path
    letters: np.ndarray
    """Bytes."""
    ends: np.ndarray
    """One a text."""

    def read(self, rows: np.ndarray) -> list[bytes]:
        """The texts of these rows."""
        begins = (int(self.ends[row - 1]) if row else 0 for row in rows)
        return [self.letters[begin : int(self.ends[row])].tobytes() for begin, row in zip(begins, rows, strict=True)]


@dataclass(frozen=True)
class TextColumn:
    """Such texts as a feature."""

    texts_of: MappedTexts
    kept: np.ndarray | int
    """The rows that are examples; or how many there are, where all of them are."""
    batched: bool = True

    def __len__(self) -> int:
        return self.kept if isinstance(self.kept, int) else len(self.kept)

    def fetch(self, rows: Any) -> Any:
        """The texts of these rows, in a TensorFlow graph."""
        import tensorflow as tf

        values = tf.numpy_function(self._read, [rows], tf.string, stateful=False)
        values.set_shape(rows.shape)
        return values

    def texts(self) -> list[str]:
        """The text of each row."""
        import numpy as np

        return [text.decode() for text in self._read(np.arange(len(self)))]

    def unreadable(self) -> str | None:
        """The file, where it cannot be read any more."""
        return None if self.texts_of.path.is_file() else str(self.texts_of.path)

    def _read(self, rows: np.ndarray) -> Any:
        import numpy as np

        chosen = np.atleast_1d(rows if isinstance(self.kept, int) else self.kept[rows])
        found = self.texts_of.read(chosen)
        return np.array(found, object) if np.ndim(rows) else found[0]


class TextsWriter:
    """Writes texts block by block."""

    def __init__(self, letters: IO[bytes], ends: IO[bytes]) -> None:
        self._letters, self._ends, self._written = letters, ends, 0

    def write(self, texts: pa.Array) -> None:
        """Writes a block of texts, none of which is null."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        lengths = pc.binary_length(texts).cast(pa.int64()).to_numpy(zero_copy_only=False)
        ends = self._written + np.cumsum(lengths)
        self._ends.write(ends.astype(np.int64).tobytes())
        self._letters.write("".join(texts.to_pylist()).encode())
        self._written = int(ends[-1]) if len(ends) else self._written

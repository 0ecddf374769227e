"""Features in the records of a file."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dlcli.ground.errors import DataError
from dlcli.parts.sources._columns import decoded
from dlcli.parts.sources._tfrecord_file import FieldKind, Records

if TYPE_CHECKING:
    import numpy as np

_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")


class Field(NamedTuple):
    """What a field of the first example is."""

    kind: FieldKind
    size: int
    """How many numbers it has; how many bytes, where it is bytes."""
    picture: bool


@dataclass(frozen=True)
class RecordColumn:
    """One field of each example: pictures are decoded, numbers brought into their shape."""

    records: Records
    kept: np.ndarray
    """The records that are examples."""
    key: str
    kind: FieldKind
    shape: tuple[int, ...]
    channels: int | None
    """Of pictures; None of numbers."""

    @property
    def batched(self) -> bool:
        """Pictures may differ in size."""
        return self.channels is None

    def __len__(self) -> int:
        return len(self.kept)

    def fetch(self, rows: Any) -> Any:
        """The values of these rows, in a TensorFlow graph."""
        import tensorflow as tf

        data = tf.numpy_function(self._read, [rows], tf.string, stateful=False)
        data.set_shape(rows.shape)
        if self.channels is not None:
            return decoded(
                tf.io.parse_single_example(data, {self.key: spec_of("bytes", 1)})[self.key][0], self.channels
            )
        size = 1 if self.kind == "bytes" else prod(self.shape)
        values = tf.io.parse_example(data, {self.key: spec_of(self.kind, size)})[self.key]
        if self.kind == "bytes":
            values = tf.io.decode_raw(values[:, 0], tf.uint8)
        return tf.reshape(values, [-1, *self.shape])

    def unreadable(self) -> str | None:
        """The file, where it cannot be read any more."""
        return None if self.records.path.is_file() else str(self.records.path)

    def _read(self, rows: np.ndarray) -> Any:
        import numpy as np

        found = self.records.read(self.kept[np.atleast_1d(rows)])
        return np.array(found, object) if np.ndim(rows) else found[0]


def spec_of(kind: FieldKind, size: int) -> Any:
    """How TensorFlow is told what a field is."""
    import tensorflow as tf

    return tf.io.FixedLenFeature([size], {"bytes": tf.string, "float": tf.float32, "int": tf.int64}[kind])


def field_of(data: bytes, key: str, path: Path, number: int = 0) -> Field:
    """What a field of an example, in the record of this number, is.

    Raises:
        DataError: the record is no example, or has no such field.
    """
    import tensorflow as tf
    from google.protobuf.message import DecodeError

    try:
        fields = tf.train.Example.FromString(data).features.feature
    except DecodeError:
        raise DataError(f"record {number} of '{path}' is no tf.train.Example", help="write examples") from None
    if key not in fields:
        known = ", ".join(sorted(fields)[:20]) or "none"
        if number:
            raise DataError(f"record {number} of '{path}' has no field '{key}'", help=f"it has {known}")
        raise DataError(f"the examples of '{path}' have no field '{key}'", help=f"they have {known}")
    for kind, values in (
        ("bytes", fields[key].bytes_list.value),
        ("float", fields[key].float_list.value),
        ("int", fields[key].int64_list.value),
    ):
        if kind == "bytes" and len(values) == 1:
            return Field("bytes", len(values[0]), picture=values[0].startswith(_MAGIC))
        if kind != "bytes" and len(values):
            return Field("float" if kind == "float" else "int", len(values), picture=False)
    which = f"record {number}" if number else "the first example"
    raise DataError(f"'{key}' of {which} of '{path}' is empty, or several texts", help="write one value")

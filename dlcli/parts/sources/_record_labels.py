"""The labels of all examples in a TFRecord file: each record is read once, its checksum too, and held to the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError
from dlcli.parts.sources._record_column import Field, field_of, spec_of
from dlcli.parts.sources._tfrecord_file import Records

if TYPE_CHECKING:
    import numpy as np

_AT_ONCE = 1024


def labels_of(records: Records, fields: Mapping[str, Field]) -> np.ndarray:
    """One label an example; `fields` are the label and the feature by name, as in the first record.

    Raises:
        DataError: a record is damaged, or its fields are not as those of the first; with its number.
    """
    import numpy as np
    import tensorflow as tf

    label, found, number = next(iter(fields)), list[np.ndarray](), 0
    spec = {name: spec_of(each.kind, 1 if each.kind == "bytes" else each.size) for name, each in fields.items()}
    for data in _whole(records):
        try:
            parsed = tf.io.parse_example(tf.constant(data), spec)
        except tf.errors.InvalidArgumentError as error:
            _refuse_first_unlike(records, data, number, fields)
            raise DataError(f"'{records.path}' cannot be read", help="write it again") from error
        if any(_sizes_differ(parsed[name], each) for name, each in fields.items() if name != label):
            _refuse_first_unlike(records, data, number, fields)
        found.append(parsed[label].numpy()[:, 0])
        number += len(data)
    return np.concatenate(found)


def _whole(records: Records) -> Iterator[Sequence[bytes]]:
    """The records, some at a time."""
    import tensorflow as tf

    read = 0
    try:
        for data in tf.data.TFRecordDataset(str(records.path)).batch(_AT_ONCE):
            yield data.numpy().tolist()
            read += len(data)
    except tf.errors.DataLossError:
        for _ in tf.data.TFRecordDataset(str(records.path)).skip(read).apply(tf.data.experimental.ignore_errors()):
            read += 1
        message = f"'{records.path}' is damaged in record {read}: its checksum is another"
        raise DataError(message, help="write it again") from None


def _sizes_differ(values: object, field: Field) -> bool:
    """Whether bytes of numbers are more or fewer than those of the first record."""
    import tensorflow as tf

    if field.kind != "bytes" or field.picture:
        return False
    return bool(tf.reduce_any(tf.strings.length(values) != field.size))


def _refuse_first_unlike(records: Records, data: Sequence[bytes], first: int, fields: Mapping[str, Field]) -> None:
    for number, each in enumerate(data, first):
        for name, field in fields.items():
            have = field_of(each, name, records.path, number)
            told = f"'{name}' in record {number} of '{records.path}'"
            if have.kind != field.kind or have.picture != field.picture:
                raise DataError(f"{told} is another kind of value than in record 0", help="write one kind of value")
            if have.size != field.size and not field.picture:
                message = f"{told} has {have.size} numbers, in record 0 it has {field.size}"
                raise DataError(message, help="write as many in each example")

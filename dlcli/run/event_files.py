"""TensorBoard's event files without the points of steps that are taken again."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from dlcli.ground import atomic

_LENGTH, _CHECKSUM = struct.Struct("<Q"), 4


def cut_events(folder: Path, *, after: int) -> None:
    """Takes out what was written of later steps, so that no curve has two points at a step."""
    for path in sorted(folder.glob("*/events.out.tfevents.*")):
        data = path.read_bytes()
        kept = b"".join(record for record, step in _records(data) if step <= after)
        if len(kept) < len(data):
            atomic.write_bytes(path, kept)


def _records(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Each whole record with the step that it is of; a killed process may have left a piece of one at the end.

    A loss of power may have left one that is whole by its length alone: it is no record either.
    """
    import tensorflow as tf
    from google.protobuf.message import DecodeError

    place = 0
    head = _LENGTH.size + _CHECKSUM
    while place + head <= len(data):
        end = place + head + _LENGTH.unpack_from(data, place)[0] + _CHECKSUM
        if end > len(data):
            return
        step = None
        with suppress(DecodeError):
            step = tf.compat.v1.Event.FromString(data[place + head : end - _CHECKSUM]).step
        if step is not None:
            yield data[place:end], step
        place = end

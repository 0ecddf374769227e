"""Our own subclasses of Keras's classes, and what objectives compute: import this to open our models elsewhere."""

from __future__ import annotations

from dlcli.keras_objects import (
    class_token,
    clip,
    date_parts,
    fill_missing,
    grayscale,
    imagenet_preprocessing,
    local_response_normalization,
    log,
    position_embedding,
    side_by_side,
    sine_position_encoding,
    subwords,
)

__all__ = [
    "class_token",
    "clip",
    "date_parts",
    "fill_missing",
    "grayscale",
    "imagenet_preprocessing",
    "local_response_normalization",
    "log",
    "position_embedding",
    "side_by_side",
    "sine_position_encoding",
    "subwords",
]

"""Words that a transform learned, as arrays that can be written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def packed(words: list[str]) -> Mapping[str, np.ndarray]:
    """Words as JSON in bytes."""
    import numpy as np

    return {"vocabulary": np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), np.uint8)}


def unpacked(fitted: Mapping[str, np.ndarray]) -> list[str]:
    """The words again."""
    words: list[str] = json.loads(bytes(fitted["vocabulary"]).decode())
    return words

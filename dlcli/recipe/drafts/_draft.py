"""What a draft is made of."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./ -]*[A-Za-z0-9_]|[A-Za-z_]")
_WORDS = frozenset({"true", "false", "null"})
_FEW = 500


class Draft(NamedTuple):
    """A recipe without its head."""

    summary: str
    """Its first line, a sentence."""
    body: str


def text(value: str) -> str:
    """A text as YAML."""
    return value if _PLAIN.fullmatch(value) and value not in _WORDS else json.dumps(value, ensure_ascii=False)


def batch(examples: int | None) -> int:
    """How many examples a batch has."""
    return 16 if examples is not None and examples < _FEW else 32 if examples is None or examples < 10 * _FEW else 64


def split(*, classes: bool, examples: int | None, own: tuple[str, ...] = ()) -> str:
    """What is held back, beside what the source holds back itself."""
    share = 0.2 if examples is not None and examples < _FEW else 0.15
    parts = [f"{name}: {share}" for name in ("validation", "test") if name not in own]
    parts += ["stratify: true"] if classes and parts else []
    return f"  split: {{{', '.join(parts)}}}   # held back from training\n" if parts else ""


def ending(*, classes: bool, epochs: int) -> str:
    """Rate, stopping, length."""
    metrics = "accuracy" if classes else "mean_absolute_error"
    return f"""
metrics: [{metrics}]
optimizer: {{type: adam, learning_rate: 0.001}}
regularization:
  early_stopping: {{patience: 10}}   # stops when val_loss has not got better for so many epochs
training: {{epochs: {epochs}}}
"""

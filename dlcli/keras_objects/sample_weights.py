"""Where the weights of examples stand in a batch."""

from __future__ import annotations

SAMPLE_WEIGHTS = ""
"""Their name among the labels of a batch: no label has it."""

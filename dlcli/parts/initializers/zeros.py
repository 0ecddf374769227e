"""The initializer `zeros`."""

from __future__ import annotations

from dlcli.parts.part import Part


class Zeros(Part):
    """All 0.

    Example:
        type: zeros
    """

"""The initializer `ones`."""

from __future__ import annotations

from dlcli.parts.part import Part


class Ones(Part):
    """All 1.

    Example:
        type: ones
    """

"""The initializer `he_normal`."""

from __future__ import annotations

from dlcli.parts.part import Part


class HeNormal(Part):
    """Normal, cut off at two deviations, with deviation √(2 / inputs): for relu (He et al., 2015).

    Example:
        type: he_normal
    """

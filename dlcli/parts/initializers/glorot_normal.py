"""The initializer `glorot_normal`."""

from __future__ import annotations

from dlcli.parts.part import Part


class GlorotNormal(Part):
    """Normal, cut off at two deviations, with deviation √(2 / (inputs + outputs)) (Glorot and Bengio, 2010).

    Example:
        type: glorot_normal
    """

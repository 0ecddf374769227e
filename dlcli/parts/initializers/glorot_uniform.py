"""The initializer `glorot_uniform`."""

from __future__ import annotations

from dlcli.parts.part import Part


class GlorotUniform(Part):
    """Uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio, 2010).

    Example:
        type: glorot_uniform
    """

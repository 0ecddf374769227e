"""The initializer `he_uniform`."""

from __future__ import annotations

from dlcli.parts.part import Part


class HeUniform(Part):
    """Uniform in ±√(6 / inputs): for relu (He et al., 2015).

    Example:
        type: he_uniform
    """

"""The initializer `lecun_uniform`."""

from __future__ import annotations

from dlcli.parts.part import Part


class LecunUniform(Part):
    """Uniform within ±√(3 / inputs): for selu (LeCun et al., 1998).

    Example:
        type: lecun_uniform
    """

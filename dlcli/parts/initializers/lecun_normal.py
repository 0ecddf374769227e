"""The initializer `lecun_normal`."""

from __future__ import annotations

from dlcli.parts.part import Part


class LecunNormal(Part):
    """Normal, cut off at two deviations, with deviation √(1 / inputs): for selu (Klambauer et al., 2017).

    Example:
        type: lecun_normal
    """

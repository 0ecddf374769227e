"""The mean of several inputs."""

from __future__ import annotations

from dlcli.parts.layers._merging import Merging


class Average(Merging):
    """(x₁ + … + xₙ) / n, element by element.

    Shapes:
        (a, b, …), (a, b, …), … → (a, b, …); an axis of size 1 is stretched.

    Example:
        type: average
        from: [first, second]
    """

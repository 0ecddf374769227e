"""The smallest of several inputs."""

from __future__ import annotations

from dlcli.parts.layers._merging import Merging


class Minimum(Merging):
    """min(x₁, x₂, …), element by element.

    Shapes:
        (a, b, …), (a, b, …), … → (a, b, …); an axis of size 1 is stretched.

    Example:
        type: minimum
        from: [first, second]
    """

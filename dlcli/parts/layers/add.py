"""The sum of several inputs."""

from __future__ import annotations

from dlcli.parts.layers._merging import Merging


class Add(Merging):
    """x₁ + x₂ + …, element by element.

    Shapes:
        (a, b, …), (a, b, …), … → (a, b, …); an axis of size 1 is stretched.

    Example:
        type: add
        from: [first, second]
    """

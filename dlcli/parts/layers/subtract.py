"""The difference of two inputs."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.layers._merging import Merging


class Subtract(Merging):
    """x₁ - x₂, element by element.

    Shapes:
        (a, b, …), (a, b, …) → (a, b, …); an axis of size 1 is stretched.

    Example:
        type: subtract
        from: [first, second]
    """

    most_inputs: ClassVar[int | None] = 2

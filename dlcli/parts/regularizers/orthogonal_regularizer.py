"""The regularizer `orthogonal_regularizer`."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.fields import NotNegative
from dlcli.parts.part import Part


class OrthogonalRegularizer(Part):
    """factor · the mean of |cos| between the rows, or columns, of a matrix, two at a time: makes them orthogonal.

    Example:
        type: orthogonal_regularizer
        factor: 0.001
    """

    least_axes: ClassVar[int] = 2
    most_axes: ClassVar[int] = 2

    factor: NotNegative = 0.01
    """How much the penalty counts."""
    mode: Literal["rows", "columns"] = "rows"
    """Whether rows or columns are compared."""

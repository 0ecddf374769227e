"""The rectified linear unit."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.fields import NotNegative
from dlcli.parts.layers._layer import Activation, ActivationWithArguments


class Relu(ActivationWithArguments):
    """max(0, x), of each element.

    With arguments: max_value from there up, negative_slope · (x - threshold) up to threshold, x between.

    Example:
        type: relu
    """

    bare: ClassVar[bool] = True

    negative_slope: NotNegative = 0.0
    """By what numbers up to threshold are multiplied, counted from there."""
    max_value: NotNegative | None = None
    """The largest output; none: there is none."""
    threshold: NotNegative = 0.0
    """Above which value a number stays."""

    def _is_plain(self) -> bool:
        return not (self.negative_slope or self.threshold) and self.max_value is None

    def as_argument(self) -> Any:
        return self.word if self._is_plain() else super().as_argument()

    def build(self, **more: Any) -> Any:
        return Activation.build(self, **more) if self._is_plain() else super().build(**more)

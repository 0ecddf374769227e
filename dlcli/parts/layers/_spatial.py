"""What layers over steps, pictures and volumes share: channels last, one size an axis, how many windows fit."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import field_validator

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._layer import Layer, expect_rank
from dlcli.parts.part import problem

Padding = Literal["valid", "same", "causal"]
_AXES = {1: "steps, channels", 2: "height, width, channels", 3: "depth, height, width, channels"}


class Spatial(Layer):
    """A layer whose input is steps, a picture or a volume, with its channels last."""

    rank: ClassVar[int]
    """How many axes lie before the channels."""

    @field_validator("kernel_size", "pool_size", "strides", "dilation_rate", check_fields=False)
    @classmethod
    def _one_size_an_axis(cls, value: Any) -> Any:
        if isinstance(value, tuple) and len(value) != cls.rank:
            rule = f"a positive whole number, or a list of {cls.rank} of them"
            raise problem("wrong-value", "", expected=rule, value=list(value))
        return value

    def arguments(self) -> dict[str, Any]:
        # A person's keras.json may say otherwise, and the shape rules know channels last only.
        return {**super().arguments(), "data_format": "channels_last"}

    def check_input(self, shape: Shape) -> None:
        """Refuses an input of another rank.

        Raises:
            ShapeProblem: with the row that would help.
        """
        axes = _AXES[self.rank]
        expect_rank(self.word, shape, self.rank + 1, axes=axes, help=_help(shape, self.rank, axes))


def _help(shape: Shape, rank: int, axes: str) -> str:
    if shape is not None and len(shape) == rank and rank > 1:
        sizes = ["-1" if size is None else str(size) for size in (*shape, 1)]
        if sizes.count("-1") < 2:
            return (
                f"its channels are missing: add the row {{type: reshape, target_shape: [{', '.join(sizes)}]}} before it"
            )
    if shape is not None and len(shape) == 1:
        return f"its input is flat: add the row {{type: reshape, target_shape: [{axes}]}} before it, or use dense"
    return f"reshape its input to ({axes})"


def windows(size: Dimension, *, window: Dimension, stride: Dimension, padding: Padding) -> Dimension:
    """How many windows fit along an axis, not above 0 where the window is larger than the axis; None where unknown."""
    if size is None or stride is None:
        return None
    if padding != "valid":
        return (size - 1) // stride + 1
    return None if window is None else (size - window) // stride + 1

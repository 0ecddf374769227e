"""What layers over steps, pictures and volumes share: channels last, one size an axis, how many windows fit."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._ranks import expect_rank
from dlcli.parts.part import problem

Padding = Literal["valid", "same", "causal"]
PlainPadding = Literal["valid", "same"]
_AXES = {1: "steps, channels", 2: "height, width, channels", 3: "depth, height, width, channels"}


class Spatial(Layer):
    """A layer whose input is steps, a picture or a volume, with its channels last."""

    rank: ClassVar[int]
    """How many axes lie before the channels."""
    has_data_format: ClassVar[bool] = True
    """Whether Keras's class can be told where the channels are."""

    @field_validator(
        "kernel_size", "pool_size", "strides", "dilation_rate", "output_padding", "size", "output_size",
        check_fields=False,
    )  # fmt: skip
    @classmethod
    def _one_size_an_axis(cls, value: Any) -> Any:
        if isinstance(value, tuple) and len(value) != cls.rank:
            rule = f"a positive whole number, or a list of {cls.rank} of them"
            raise problem("wrong-value", "", expected=rule, value=list(value))
        return value

    @field_validator("dilation_rate", check_fields=False)
    @classmethod
    def _strides_or_dilation(cls, value: Any, info: ValidationInfo) -> Any:
        if _most(value) > 1 and _most(info.data.get("strides")) > 1:
            raise problem("wrong-value", "", expected="1 where strides are above 1", value=value)
        return value

    def arguments(self) -> dict[str, Any]:
        if not self.has_data_format:
            return super().arguments()
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
        after = "; after a recurrent layer write return_sequences: true there" if rank == 1 else ""
        flat = f"its input is flat: add the row {{type: reshape, target_shape: [{axes}]}} before it"
        return f"{flat}, or use dense{after}"
    return f"reshape its input to ({axes})"


def _most(value: Dimension | tuple[Dimension, ...]) -> int:
    """The largest known size, 1 where none is known."""
    return max((size for size in (value if isinstance(value, tuple) else (value,)) if size is not None), default=1)


def windows(size: Dimension, *, window: Dimension, stride: Dimension, padding: Padding) -> Dimension:
    """How many windows fit along an axis, not above 0 where the window is larger than the axis; None where unknown."""
    if size is None or stride is None:
        return None
    if padding != "valid":
        return (size - 1) // stride + 1
    return None if window is None else (size - window) // stride + 1

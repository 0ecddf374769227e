"""Pictures of another size."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Number, Size
from dlcli.parts.layers._spatial import Spatial
from dlcli.parts.part import problem


class Resizing(Spatial):
    """The picture stretched to a height and width, or cropped or padded so that it keeps its proportions.

    Shapes:
        (old height, old width, channels) → (height, width, channels).

    Example:
        type: resizing
        height: 8
        width: 6
    """

    rank: ClassVar[int] = 2

    height: Size
    """The new height in pixels."""
    width: Size
    """The new width in pixels."""
    interpolation: Literal["bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"] = "bilinear"
    """How values between pixels are found."""
    crop_to_aspect_ratio: bool = False
    """Whether the edges are cut off to keep the proportions."""
    pad_to_aspect_ratio: bool = False
    """Whether a border is added to keep the proportions."""
    fill_value: Number = 0.0
    """What the border holds."""
    antialias: bool = False
    """Whether pictures are smoothed before they are made smaller."""

    @field_validator("pad_to_aspect_ratio")
    @classmethod
    def _crop_or_pad(cls, value: Any, info: ValidationInfo) -> Any:
        if value and info.data.get("crop_to_aspect_ratio"):
            raise problem("wrong-value", "", expected="false where crop_to_aspect_ratio is true", value=value)
        return value

    def output_shape(self, *shapes: Shape) -> Shape:
        self.check_input(shapes[0])
        return (self.height, self.width, shapes[0][-1] if shapes[0] else None)

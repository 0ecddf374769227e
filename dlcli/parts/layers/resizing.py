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
    width: Size
    interpolation: Literal["bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"] = "bilinear"
    crop_to_aspect_ratio: bool = False
    pad_to_aspect_ratio: bool = False
    fill_value: Number = 0.0
    antialias: bool = False

    @field_validator("pad_to_aspect_ratio")
    @classmethod
    def _crop_or_pad(cls, value: Any, info: ValidationInfo) -> Any:
        if value and info.data.get("crop_to_aspect_ratio"):
            raise problem("wrong-value", "", expected="false where crop_to_aspect_ratio is true", value=value)
        return value

    def output_shape(self, *shapes: Shape) -> Shape:
        self.check_input(shapes[0])
        return (self.height, self.width, shapes[0][-1] if shapes[0] else None)

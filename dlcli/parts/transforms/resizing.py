"""Pictures of one size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Size
from dlcli.parts.part import problem
from dlcli.parts.transforms._transform import Transform, expect_picture


class Resizing(Transform):
    """The picture stretched to a height and width, or cropped or padded with 0 so that it keeps its proportions.

    Example:
        type: resizing
        height: 32
        width: 24
    """

    height: Size
    """The new height in pixels."""
    width: Size
    """The new width in pixels."""
    interpolation: Literal["bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"] = "bilinear"
    """How values between pixels are found."""
    crop_to_aspect_ratio: bool = False
    """Whether the edges are cut off to keep the proportions."""
    pad_to_aspect_ratio: bool = False
    """Whether a border of 0 is added to keep the proportions."""

    @field_validator("pad_to_aspect_ratio")
    @classmethod
    def _crop_or_pad(cls, value: Any, info: ValidationInfo) -> Any:
        if value and info.data.get("crop_to_aspect_ratio"):
            raise problem("wrong-value", "", expected="false where crop_to_aspect_ratio is true", value=value)
        return value

    def arguments(self) -> dict[str, Any]:
        # A person's keras.json may say otherwise, and pictures are read with their channels last.
        return {**super().arguments(), "data_format": "channels_last"}

    def feature(self, given: Feature) -> Feature:
        expect_picture(self.word, given)
        channels = None if given.shape is None else given.shape[2]
        return replace(given, shape=(self.height, self.width, channels), value_range=self._range(given.value_range))

    def _range(self, given: tuple[float, float] | None) -> tuple[float, float] | None:
        # The other interpolations overshoot at edges.
        if given is None or self.interpolation not in ("bilinear", "nearest"):
            return None
        return (min(given[0], 0.0), max(given[1], 0.0)) if self.pad_to_aspect_ratio else given

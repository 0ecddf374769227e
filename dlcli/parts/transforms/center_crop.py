"""The middle of a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Size
from dlcli.parts.transforms._transform import Transform, expect_picture


class CenterCrop(Transform):
    """The middle of the picture in this height and width; a smaller picture is enlarged first, in its proportions.

    Example:
        type: center_crop
        height: 24
        width: 24
    """

    height: Size
    """The height that is kept, in pixels."""
    width: Size
    """The width that is kept, in pixels."""

    def arguments(self) -> dict[str, Any]:
        # A person's keras.json may say otherwise, and pictures are read with their channels last.
        return {**super().arguments(), "data_format": "channels_last"}

    def feature(self, given: Feature) -> Feature:
        expect_picture(self.word, given)
        channels = None if given.shape is None else given.shape[2]
        return replace(given, shape=(self.height, self.width, channels))

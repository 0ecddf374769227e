"""Normalization of each channel of each example."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._normalization import ChannelNormalization


class InstanceNormalization(ChannelNormalization):
    """y = gamma · (x - mean) / √(variance + epsilon) + beta, of each example and channel (Ulyanov et al., 2016).

    Mean and variance are taken over all places. It is group_normalization with a group for each channel.

    Shapes:
        (…, n) → (…, n); gamma and beta (n,).

    Example:
        type: instance_normalization
    """

    keras_name: ClassVar[str] = "group_normalization"

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "groups": -1}

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = super().output_shape(*shapes)
        if shape is not None and len(shape) == 1:
            raise ShapeProblem(
                f"{self.word} takes the mean of each channel over all places, its input has no places",
                label=f"input is {shape_text(shape)}",
                help="layer_normalization takes the mean over the channels",
            )
        return shape

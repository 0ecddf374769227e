"""Normalization within groups of channels."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import ShapeProblem
from dlcli.parts.layers._normalization import ChannelNormalization
from dlcli.parts.part import problem


def _groups(value: int) -> int:
    if value < 1 and value != -1:
        raise problem("wrong-value", "", expected="a positive whole number, or -1: one group a channel", value=value)
    return value


class GroupNormalization(ChannelNormalization):
    """y = gamma · (x - mean) / √(variance + epsilon) + beta, of each example and group (Wu and He, 2018).

    A group is channels / groups neighbouring channels at all places; `groups: -1` makes each channel a group of its own
    (instance normalization), `groups: 1` all channels one.

    Shapes:
        (…, n) → (…, n); gamma and beta (n,).

    Example:
        type: group_normalization
        groups: 2
    """

    groups: Annotated[int, AfterValidator(_groups)] = 32
    """How many groups the channels are divided into; -1: one a channel."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = super().output_shape(*shapes)
        channels = shape[-1] if shape else None
        if channels is not None and self.groups != -1 and channels % self.groups:
            raise ShapeProblem(
                f"group_normalization cannot share {channels} channels between {self.groups} groups",
                field="groups",
                label=f"input has {channels} channels",
                help=f"groups has to divide {channels}",
            )
        return shape

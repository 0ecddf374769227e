"""What softmax and log_softmax share: they need an axis to sum over."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import Activation, expect_axis


class OverLastAxis(Activation):
    """An activation that looks at the whole last axis."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_axis(self.word, shapes[0])
        return shapes[0]

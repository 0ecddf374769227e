"""What softmax and log_softmax share: they need an axis to sum over."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.facts import Shape
from dlcli.parts.layers._axis import Axis, place_of
from dlcli.parts.layers._layer import Activation
from dlcli.parts.layers._ranks import expect_axis


class OverAxis(Activation):
    """An activation that looks at a whole axis."""

    bare: ClassVar[bool] = True

    axis: Axis = -1
    """Over which axis: 1 is the first after the batch, -1 the last."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_axis(self.word, shapes[0])
        if shapes[0] is not None:
            place_of(self.axis, self.word, shapes[0])
        return shapes[0]

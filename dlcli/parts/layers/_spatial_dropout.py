"""What the spatial dropout layers share: whole channels are left out."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Rate
from dlcli.parts.layers._spatial import Spatial


class SpatialDropout(Spatial):
    """Dropout of whole channels: neighbours are too alike for dropping one to matter."""

    rate: Rate
    """The share of channels left out in training."""

    def output_shape(self, *shapes: Shape) -> Shape:
        self.check_input(shapes[0])
        return (None,) * (self.rank + 1) if shapes[0] is None else shapes[0]

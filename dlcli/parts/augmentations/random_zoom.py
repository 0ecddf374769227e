"""Pictures made larger or smaller at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dlcli.parts.augmentations._factor import Span, ends
from dlcli.parts.augmentations._motion import Motion, centre
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws

Zoom = Annotated[float | tuple[float, float], Span(open_end=True)]


class RandomZoom(Motion):
    """Each picture made smaller around its centre by a share of its size (larger where that is below 0).

    Example:
        type: random_zoom
        height_factor: 0.2
        fill_mode: constant
    """

    height_factor: Zoom
    """The largest share, of the height where width_factor is given; or the lowest and the highest."""
    width_factor: Zoom | None = None
    """The same of the width. Default: that of the height, so that proportions are kept."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        tall = 1 + tf.cast(draws.uniform(0, *ends(self.height_factor)), tf.float64)
        wide = tall
        if self.width_factor is not None:
            wide = 1 + tf.cast(draws.uniform(1, *ends(self.width_factor)), tf.float64)
        none = tf.zeros_like(tall)
        x, y = centre(images)
        return self.moved(images, (wide, none, x * (1 - wide), none, tall, y * (1 - tall)))

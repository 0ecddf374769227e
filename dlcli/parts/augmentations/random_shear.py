"""Pictures slanted at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.parts.augmentations._factor import Factor, ends
from dlcli.parts.augmentations._motion import Motion, centre
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomShear(Motion):
    """The pixel (x, y), seen from the centre, taken from (x + a · y, y + b · x), with a and b drawn for each picture.

    (Keras's layer sees it from the upper left corner, which moves the picture as well.)

    Example:
        type: random_shear
        x_factor: 0.2
        y_factor: 0.1
        fill_mode: constant
    """

    x_factor: Factor
    """The largest a: how far a row moves for each row between it and the centre; or the lowest and the highest."""
    y_factor: Factor = 0.0
    """The largest b, for columns; or the lowest and the highest."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        across, down = (
            tf.cast(draws.uniform(place, *ends(factor)), tf.float64)
            for place, factor in enumerate((self.x_factor, self.y_factor))
        )
        x, y = centre(images)
        one = tf.ones_like(across)
        return self.moved(images, (one, across, -across * y, down, one, -down * x))

"""Pictures turned at random."""

from __future__ import annotations

from math import tau
from typing import TYPE_CHECKING

from dlcli.parts.augmentations._factor import Factor, ends
from dlcli.parts.augmentations._motion import Motion, centre
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomRotation(Motion):
    """Each picture turned around its centre; above 0 is against the clock.

    Example:
        type: random_rotation
        factor: 0.05
        fill_mode: constant
    """

    factor: Factor
    """The largest angle as a share of a whole turn (0.05 is 18 degrees); or the lowest and the highest."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        # The last bit of a cosine depends on the example's place in the batch; rounded to float32 it is gone.
        angle = tf.cast(draws.uniform(0, *ends(self.factor)), tf.float64) * tau
        cosine, sine = tf.cos(angle), tf.sin(angle)
        x, y = centre(images)
        across = x - x * cosine + y * sine
        down = y - x * sine - y * cosine
        return self.moved(images, (cosine, -sine, across, sine, cosine, down))

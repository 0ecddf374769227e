"""Pictures moved at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.parts.augmentations._factor import Factor, ends
from dlcli.parts.augmentations._motion import Motion
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomTranslation(Motion):
    """Each picture moved down and to the right by shares of its height and width (up and left where they are below 0).

    Example:
        type: random_translation
        height_factor: 0.1
        width_factor: [-0.2, 0.1]
        fill_mode: constant
    """

    height_factor: Factor
    """The largest share of the height; or the lowest and the highest."""
    width_factor: Factor
    """The largest share of the width; or the lowest and the highest."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        height, width = tf.unstack(tf.cast(tf.shape(images)[1:3], tf.float32))
        down = draws.uniform(0, *ends(self.height_factor)) * height
        right = draws.uniform(1, *ends(self.width_factor)) * width
        one, none = tf.ones_like(down), tf.zeros_like(down)
        return self.moved(images, (one, none, -right, none, one, -down))

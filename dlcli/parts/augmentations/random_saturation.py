"""Pictures with paler or stronger colours at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dlcli.parts.augmentations._color import Color
from dlcli.parts.augmentations._factor import InOrder
from dlcli.parts.augmentations._light import for_each
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomSaturation(Color):
    """Saturation times f / (1 - f), and 1 at most, with an f drawn for each picture.

    Hue and value (Smith, 1978) stay. 0 makes a picture grey, 0.5 leaves it as it is, 1 gives each colour all the
    saturation that it can have. (Keras's layer also takes one number, and then draws from below 0, which is grey too.)

    Example:
        type: random_saturation
        factor: [0.3, 0.7]
    """

    factor: Annotated[tuple[float, float], InOrder()]
    """The lowest and the highest f."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        share = for_each(draws.uniform(0, *self.factor), images)
        times = share / tf.maximum(1 - share, 1e-7)
        # With the hue and the value as they are, each channel keeps its share of the way down from the highest one.
        highest, lowest = (at(images, axis=-1, keepdims=True) for at in (tf.reduce_max, tf.reduce_min))
        most = tf.math.divide_no_nan(highest - self.ends(given)[0], highest - lowest)
        return self.within(highest - (highest - images) * tf.minimum(times, most), given)

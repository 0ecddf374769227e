"""Pictures in other colours at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dlcli.parts.augmentations._color import Color
from dlcli.parts.augmentations._factor import Span, span
from dlcli.parts.augmentations._light import for_each
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomHue(Color):
    """Every colour of a picture moved round the circle of hues by the same angle, one way or the other.

    Of hue, saturation and value (Smith, 1978) the hue alone changes: grey stays grey.

    Example:
        type: random_hue
        factor: 0.1
    """

    factor: Annotated[float | tuple[float, float], Span(least=0)]
    """The largest angle as a share of half a turn, at which a colour is its opposite; or the least and the largest."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        way = tf.where(draws.uniform(1, 0.0, 1.0) < 0.5, -0.5, 0.5)
        turn = for_each(way * draws.uniform(0, *span(self.factor)), images)
        low, high = self.ends(given)
        hue, saturation, value = tf.unstack(tf.image.rgb_to_hsv((images - low) / (high - low)), axis=-1)
        hue = tf.math.floormod(hue + turn[..., 0], 1.0)
        turned = tf.image.hsv_to_rgb(tf.stack([hue, saturation, value], axis=-1))
        return self.within(turned * (high - low) + low, given)

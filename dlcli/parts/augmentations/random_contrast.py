"""Pictures with more or less contrast at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dlcli.parts.augmentations._factor import Span
from dlcli.parts.augmentations._light import Light, for_each
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws

Shares = Annotated[float | tuple[float, float], Span(least=0, ordered=False)]


class RandomContrast(Light):
    """(x - mean) · contrast + mean, with the mean of each picture's channel; what leaves the range is brought back.

    The contrast is drawn from 1 - factor to 1 + factor, so that 0.2 makes it lower as well as higher, as Keras
    documents. (Keras 3.15's own layer only makes it higher where factor is one number.)

    Example:
        type: random_contrast
        factor: 0.2
    """

    factor: Shares
    """How much is taken away or added at most; or a list: how much is taken away, how much is added."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        down, up = self.factor if isinstance(self.factor, tuple) else (self.factor, self.factor)
        contrast = for_each(draws.uniform(0, 1 - down, 1 + up), images)
        # In float64 the sum is the same in whatever order a batch of another size adds up.
        mean = tf.reduce_mean(tf.cast(images, tf.float64), axis=(1, 2), keepdims=True)
        mean = tf.cast(mean, images.dtype)
        return self.within((images - mean) * contrast + mean, given)

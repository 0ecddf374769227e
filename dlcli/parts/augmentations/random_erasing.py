"""Pictures with a rectangle taken out at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from dlcli.parts.augmentations._augmentation import Augmentation, AugmentationProblem
from dlcli.parts.augmentations._factor import InOrder
from dlcli.parts.augmentations._light import Light, for_each
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Number, Real

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomErasing(Light):
    """A rectangle of each picture filled with noise or with one value (Zhong et al., 2017).

    Its height is the root of a draw from `scale` times the picture's, its width that of another draw; it lies anywhere
    inside. With a `fill_value` it is cutout (DeVries and Taylor, 2017). (Keras's layer draws noise that is normal, half
    of it below 0 and cut off, and erases in half as many pictures as factor says.)

    Example:
        type: random_erasing
        factor: 0.5
        scale: [0.02, 0.2]
    """

    numbers: ClassVar[int] = 8

    factor: Annotated[float, Real(least=0, most=1, open_least=True)] = 1.0
    """The share of the pictures in which something is erased."""
    scale: Annotated[tuple[float, float], InOrder(open_least=True)] = (0.02, 0.33)
    """The least and the largest share of the area that is erased."""
    fill_value: Number | None = None
    """What stands there instead. Default: noise, even over the range of the pictures' values."""

    def expect(self, given: Feature) -> None:
        known = self.value_range or given.value_range
        # One value needs no range; where there is a range, it lies within.
        super().expect(given) if self.fill_value is None or known is not None else Augmentation.expect(self, given)
        if self.fill_value is not None and known is not None and not known[0] <= self.fill_value <= known[1]:
            message = f"{self.word} fills in {self.fill_value:g}, the pictures have values from "
            message += f"{known[0]:g} to {known[1]:g}"
            raise AugmentationProblem(message, key="fill_value", label=f"write {known[0]:g}")

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        tall = self._between(tf.shape(images)[1], draws, 1)[:, :, tf.newaxis, tf.newaxis]
        wide = self._between(tf.shape(images)[2], draws, 2)[:, tf.newaxis, :, tf.newaxis]
        chosen = for_each(draws.uniform(0, 0.0, 1.0), images) < self.factor
        if self.fill_value is None:
            filled = draws.uniforms(6, *self.ends(given), images)
        else:
            filled = tf.cast(self.fill_value, images.dtype)
        return tf.where(chosen & tall & wide, filled, images)

    def _between(self, size: tf.Tensor, draws: ExampleDraws, place: int) -> tf.Tensor:
        """Which rows, or columns, of each picture lie in its rectangle."""
        import tensorflow as tf

        # A root in float64, whose last bit is gone where it is rounded.
        share = tf.cast(tf.sqrt(tf.cast(draws.uniform(place, *self.scale), tf.float64)), tf.float32)
        whole = tf.cast(size, tf.float32)
        start = draws.uniform(place + 2, 0.0, 1.0) * (whole - share * whole)
        places = tf.range(size, dtype=tf.int32)[tf.newaxis]
        places = tf.cast(places, tf.float32)
        return (places >= start[:, tf.newaxis]) & (places < (start + share * whole)[:, tf.newaxis])

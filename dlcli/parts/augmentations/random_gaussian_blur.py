"""Pictures blurred at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import AfterValidator

from dlcli.parts.augmentations._augmentation import Augmentation, AugmentationProblem
from dlcli.parts.augmentations._factor import Span, span
from dlcli.parts.augmentations._light import for_each
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Real
from dlcli.parts.part import problem

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


def _odd(value: int) -> int:
    if value % 2 == 0 or not 3 <= value <= 99:
        raise problem("wrong-value", "", expected="an odd number from 3 to 99", value=value)
    return value


class RandomGaussianBlur(Augmentation):
    """Each number the mean of those around it, weighted by exp(-d² / (2 · sigma²)) at the distance d.

    Sigma is drawn for each picture, once for its height and once for its width; beyond the edges the picture is
    mirrored. (Keras's layer draws it once for a whole batch, darkens the edges, and blurs half as many as factor says.)

    Example:
        type: random_gaussian_blur
        factor: 0.5
        sigma: [0.2, 1]
    """

    numbers: ClassVar[int] = 3

    factor: Annotated[float, Real(least=0, most=1, open_least=True)] = 1.0
    """The share of the pictures that are blurred."""
    kernel_size: Annotated[int, AfterValidator(_odd)] = 3
    """How many pixels in a row or a column are looked at."""
    sigma: Annotated[float | tuple[float, float], Span(least=0)] = 1.0
    """The largest sigma in pixels; or the least and the largest."""

    def expect(self, given: Feature) -> None:
        super().expect(given)
        sizes = [size for size in (given.shape or ())[:2] if size is not None]
        if sizes and self.kernel_size // 2 > min(sizes):
            message = f"kernel_size ({self.kernel_size}) is more than pictures with {min(sizes)} pixels have to mirror"
            raise AugmentationProblem(message, key="kernel_size", label=f"write {2 * min(sizes) + 1} or less")

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        blurred = images
        for place, axis in ((1, 1), (2, 2)):
            blurred = self._along(axis, blurred, draws.uniform(place, *span(self.sigma)))
        if given.value_range is not None:
            blurred = tf.clip_by_value(blurred, *given.value_range)
        return tf.where(for_each(draws.uniform(0, 0.0, 1.0), images) < self.factor, blurred, images)

    def _along(self, axis: int, images: tf.Tensor, sigmas: tf.Tensor) -> tf.Tensor:
        import tensorflow as tf

        reach, size = self.kernel_size // 2, tf.shape(images)[axis]
        # As with a cosine: the last bit of exp depends on the place in the batch, rounded to float32 it is gone.
        distances = tf.range(-reach, reach + 1, dtype=tf.float64) / (tf.cast(sigmas, tf.float64)[:, tf.newaxis] + 1e-6)
        bell = tf.exp(-0.5 * distances**2)
        weights = tf.cast(bell / tf.add_n(tf.unstack(bell, axis=1))[:, tf.newaxis], tf.float32)
        wider = tf.pad(images, [[reach, reach] if each == axis else [0, 0] for each in range(4)], "SYMMETRIC")
        places = [tf.range(start, start + size) for start in range(self.kernel_size)]
        moved = [tf.gather(wider, place, axis=axis) for place in places]
        each = [for_each(weights[:, at], images) * picture for at, picture in enumerate(moved)]
        return tf.ensure_shape(tf.add_n(each), images.shape)

"""Pictures moved by whole pixels at random, as if cropped from a wider one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.parts.augmentations._augmentation import Augmentation, AugmentationProblem
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Count, Number

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomPaddedCrop(Augmentation):
    """Each picture padded by pixels on every side, and a piece of its own size cut out anywhere (He et al., 2015).

    What a crop that changes the size does is another thing: an augmentation keeps the shape.

    Example:
        type: random_padded_crop
        padding: 4
    """

    padding: Count
    """How many pixels are added on every side."""
    fill_value: Number = 0.0
    """What stands in them."""

    def expect(self, given: Feature) -> None:
        super().expect(given)
        low, high = given.value_range or (self.fill_value, self.fill_value)
        if not low <= self.fill_value <= high:
            written = "fill_value" in self.model_fields_set
            message = f"{self.word} fills in {self.fill_value:g}, the pictures have values from {low:g} to {high:g}"
            label = f"write {low:g}" if written else f"add fill_value: {low:g}"
            raise AugmentationProblem(message, key="fill_value" if written else "type", label=label)

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        sides = [[0, 0], [self.padding] * 2, [self.padding] * 2, [0, 0]]
        made = tf.pad(images, sides, constant_values=tf.cast(self.fill_value, images.dtype))
        for place, axis in enumerate((1, 2)):
            starts = tf.cast(draws.uniform(place, 0.0, 2.0 * self.padding + 1), tf.int32)
            places = starts[:, tf.newaxis] + tf.range(tf.shape(images)[axis])[tf.newaxis]
            made = tf.gather(made, places, axis=axis, batch_dims=1)
        return tf.ensure_shape(made, images.shape)

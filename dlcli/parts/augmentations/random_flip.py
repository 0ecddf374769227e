"""Pictures mirrored at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dlcli.parts.augmentations._augmentation import Augmentation
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws

_AXES = {"horizontal": (2,), "vertical": (1,), "horizontal_and_vertical": (2, 1)}


class RandomFlip(Augmentation):
    """Every second picture, by chance, with left and right exchanged, or top and bottom.

    With both, each is drawn by itself: a quarter of the pictures is left as it is. (Keras's layer draws once for both.)

    Example:
        type: random_flip
        mode: horizontal
    """

    mode: Literal["horizontal", "vertical", "horizontal_and_vertical"] = "horizontal_and_vertical"
    """Whether left and right, top and bottom, or both are exchanged."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        for place, axis in enumerate(_AXES[self.mode]):
            flips = draws.uniform(place, 0.0, 1.0) < 0.5
            images = tf.where(flips[:, tf.newaxis, tf.newaxis, tf.newaxis], tf.reverse(images, [axis]), images)
        return images

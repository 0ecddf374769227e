"""Pictures made lighter or darker at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.parts.augmentations._factor import Factor, ends
from dlcli.parts.augmentations._light import Light, for_each
from dlcli.parts.facts import Feature

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class RandomBrightness(Light):
    """x + brightness · (high - low), where values lie between low and high; what leaves that is brought back.

    Example:
        type: random_brightness
        factor: 0.2
    """

    factor: Factor
    """The largest brightness, as a share of the range; or the lowest and the highest: -1 is black, 1 is white."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        low, high = self.ends(given)
        brightness = draws.uniform(0, *ends(self.factor)) * (high - low)
        return self.within(images + for_each(brightness, images), given)

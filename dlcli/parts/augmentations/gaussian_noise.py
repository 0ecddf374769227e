"""Noise on each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dlcli.parts.augmentations._augmentation import Augmentation
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Real

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class GaussianNoise(Augmentation):
    """Each number plus a draw from a normal distribution with mean 0 and deviation `stddev`.

    Where the range of values is known, what leaves it is brought back. The layer `gaussian_noise` does the same inside
    a network, without that.

    Example:
        type: gaussian_noise
        stddev: 0.05
    """

    stddev: Annotated[float, Real(least=0, most=1, open_least=True)]
    """The deviation of the noise, in the unit of the values behind the transforms."""

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        noisy = images + self.stddev * draws.normal(images)
        return noisy if given.value_range is None else tf.clip_by_value(noisy, *given.value_range)

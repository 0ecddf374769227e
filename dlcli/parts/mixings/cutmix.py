"""Each picture with a rectangle of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Positive
from dlcli.parts.mixings._mixing import Mixing

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class Cutmix(Mixing):
    """A rectangle of another picture is pasted in; labels are mixed by the areas (Yun et al., 2019).

    With λ from Beta(alpha, alpha) the rectangle's sides are √(1 - λ) of the picture's. Its middle lies anywhere, what
    stands out is cut off, and the labels are mixed by the share of the pixels that are really left. The other picture
    is drawn from the whole training split.

    Example:
        type: cutmix
        alpha: 0.5
    """

    keras_name: ClassVar[str] = "cut_mix"
    numbers: ClassVar[int] = 4

    alpha: Positive = 1.0
    """How even the mixtures are: near 0 hardly any is mixed, with 1 each share is as likely as another."""

    def misfit(self, given: Feature) -> str:
        if given.text or (given.shape is not None and len(given.shape) != 3):
            axes = 0 if given.shape is None else len(given.shape)
            has = "is text" if given.text else "has one axis" if axes == 1 else f"has {axes} axes"
            return f"{self.word} takes pictures (height, width, channels), the network's input {has}"
        return ""

    def table(self) -> Any:
        import numpy as np

        from dlcli.keras_objects.beta_quantiles import beta_quantiles

        return np.sqrt(1 - beta_quantiles(self.alpha))

    def mixed(
        self, own: tf.Tensor, partners: tf.Tensor, draws: ExampleDraws, table: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        import tensorflow as tf

        side = draws.looked_up(1, table)
        tall = _covered(tf.shape(own)[1], side, draws.uniform(2, 0.0, 1.0))
        wide = _covered(tf.shape(own)[2], side, draws.uniform(3, 0.0, 1.0))
        pasted = tall[:, :, tf.newaxis] & wide[:, tf.newaxis, :]
        shares = 1 - tf.reduce_mean(tf.cast(pasted, tf.float32), axis=[1, 2])
        return tf.where(pasted[..., tf.newaxis], partners, own), shares


def _covered(size: tf.Tensor, side: tf.Tensor, middle: tf.Tensor) -> tf.Tensor:
    """Which rows, or columns, of each picture have their middle in its rectangle."""
    import tensorflow as tf

    places = (tf.cast(tf.range(size), tf.float32) + 0.5) / tf.cast(size, tf.float32)
    return tf.abs(places[tf.newaxis] - middle[:, tf.newaxis]) < side[:, tf.newaxis] / 2

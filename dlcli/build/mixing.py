"""The mixing of a recipe: the partners of training examples, and what becomes of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.parts.mixings._mixing import Mixing, blended
from dlcli.recipe.check import Checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws

_BEHIND_AUGMENTATIONS = 2**15
"""The number of the mixing among what draws for an example."""


@dataclass(frozen=True)
class Mixer:
    """Gives each example the same partner and the same share for one (seed, epoch, row), whatever the batch."""

    part: Mixing
    seed: int
    rows: np.ndarray
    """The training split."""
    table: np.ndarray

    def draws(self, rows: tf.Tensor, epoch: tf.Tensor) -> ExampleDraws:
        """What is drawn for the examples of these rows."""
        from dlcli.keras_objects.example_draws import example_draws

        counters = [self.part.counters()]
        return example_draws(seed=self.seed, epoch=epoch, rows=rows, counters=counters, first=_BEHIND_AUGMENTATIONS)[0]

    def partners(self, draws: ExampleDraws) -> tf.Tensor:
        """The rows of the other examples."""
        import tensorflow as tf

        return tf.gather(tf.constant(self.rows, tf.int64), draws.below(0, len(self.rows)))

    def mixed(
        self,
        draws: ExampleDraws,
        own: tuple[tf.Tensor, Mapping[str, tf.Tensor]],
        partners: tuple[tf.Tensor, Mapping[str, tf.Tensor]],
    ) -> tuple[tf.Tensor, dict[str, tf.Tensor]]:
        """A batch of (feature, labels), each example mixed with its partner."""
        import tensorflow as tf

        values, shares = self.part.mixed(own[0], partners[0], draws, tf.constant(self.table, tf.float32))
        return values, {name: blended(label, partners[1][name], shares) for name, label in own[1].items()}


def mixer_of(checked: Checked, rows: np.ndarray) -> Mixer | None:
    """What mixes the examples of a training split; None where the recipe mixes none."""
    part = checked.recipe.regularization.mixing
    return None if part is None else Mixer(part, checked.recipe.seed, rows, part.table())

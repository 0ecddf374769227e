"""What every mixing has: what it makes of a batch and of the partners of its examples, and what it can mix."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.part import Part

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class Mixing(Part):
    """Each training example with another one, drawn anew in each epoch from the whole training split."""

    numbers: ClassVar[int] = 2
    """How many numbers it draws for an example, that for the partner among them."""

    def counters(self) -> int:
        """Its share of the draws: a counter gives two numbers."""
        return -(-self.numbers // 2)

    def misfit(self, given: Feature) -> str:
        """What is wrong with a feature as its input, in words; empty where nothing is."""
        return f"{self.word} mixes numbers, the network's input is text" if given.text else ""

    @abstractmethod
    def table(self) -> Any:
        """What it looks up by a number that is drawn, once for a whole training."""

    @abstractmethod
    def mixed(
        self, own: tf.Tensor, partners: tf.Tensor, draws: ExampleDraws, table: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """A batch mixed with its partners, and the share of its own in each example, float32 of shape (batch,)."""


def blended(own: tf.Tensor, partners: tf.Tensor, shares: tf.Tensor) -> tf.Tensor:
    """share · own + (1 - share) · partner, with a share for each example."""
    import tensorflow as tf

    each = tf.cast(tf.reshape(shares, [-1, *[1] * (len(own.shape) - 1)]), own.dtype)
    return each * own + (1 - each) * partners

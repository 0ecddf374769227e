"""Which batches an update sees, and in which order they are fetched: pure functions of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import tensorflow as tf

Number = TypeVar("Number", int, "tf.Tensor")


@dataclass(frozen=True)
class Timetable:
    """Updates of `rounds` × `accumulated` batches each; the last one of an epoch may see fewer."""

    batches: int
    """Of an epoch."""
    accumulated: int = 1
    """How many batches' gradients are added up before something moves."""
    rounds: int = 1
    """How often the first phase of an update moves, each time by batches of its own."""
    phases: int = 1
    """How many phases an update has: all but the first move by the batches of the last round."""

    @property
    def an_update(self) -> int:
        """How many batches an update sees."""
        return self.accumulated * self.rounds

    @property
    def steps(self) -> int:
        """The number of updates in an epoch."""
        return -(-self.batches // self.an_update)

    def first_batch(self, step: Number) -> Number:
        """The number of the first batch of an update, counted from the start of the training."""
        if self.an_update == 1:
            return step
        return step // self.steps * self.batches + step % self.steps * self.an_update

    def batches_of(self, step: tf.Tensor) -> tf.Tensor:
        """How many batches an update sees."""
        import tensorflow as tf

        left = self.batches - step % self.steps * self.an_update
        return tf.minimum(tf.constant(self.an_update, tf.int64), left)

    def fetched(self, number: tf.Tensor) -> tf.Tensor:
        """The number of the batch that is fetched as number so and so."""
        import tensorflow as tf

        if not self._again:
            return number
        epoch, place = number // self._fetches, number % self._fetches
        full = self.steps - 1
        update = tf.minimum(place // self._fetches_of_update, full)
        place -= update * self._fetches_of_update
        seen = tf.where(update < full, self.an_update, self._left)
        group = tf.where(update < full, self.accumulated, self._last_group)
        seen, group = tf.cast(seen, number.dtype), tf.cast(group, number.dtype)
        place = tf.where(place < seen, place, seen - group + (place - seen) % group)
        return epoch * self.batches + update * self.an_update + place

    def first_fetched(self, step: int) -> int:
        """How many batches are fetched before an update."""
        if not self._again:
            return self.first_batch(step)
        epoch, update = divmod(step, self.steps)
        return epoch * self._fetches + update * self._fetches_of_update

    @property
    def _again(self) -> int:
        """How often the batches of an update's last round are fetched once more: added up, they cannot be kept."""
        return self.phases - 1 if self.accumulated > 1 else 0

    @property
    def _left(self) -> int:
        """The batches of an epoch's last update."""
        return self.batches - (self.steps - 1) * self.an_update

    @property
    def _last_group(self) -> int:
        """The batches of the last round of an epoch's last update."""
        return (self._left - 1) % self.accumulated + 1

    @property
    def _fetches_of_update(self) -> int:
        return self.an_update + self._again * self.accumulated

    @property
    def _fetches(self) -> int:
        """Of an epoch."""
        return (self.steps - 1) * self._fetches_of_update + self._left + self._again * self._last_group

"""Gradients kept below a size, once they are added up over all replicas and accumulated batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlcli.parts.optimizers._optimizer import Optimizer

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True)
class Clipping:
    """One limit at most; Keras's own would hold for the part of one replica."""

    norm: float | None = None
    """g · min(1, norm / ‖g‖) for each gradient by itself."""
    value: float | None = None
    """Each number of a gradient from -value to value."""
    global_norm: float | None = None
    """g · min(1, global_norm / ‖all gradients‖)."""

    @classmethod
    def of(cls, optimizer: Optimizer) -> Clipping:
        """What a recipe's optimizer says."""
        return cls(optimizer.clipnorm, optimizer.clipvalue, optimizer.global_clipnorm)

    def __call__(self, gradients: Sequence[tf.Tensor]) -> list[tf.Tensor]:
        """The gradients, none of them too large."""
        import tensorflow as tf

        if self.norm is not None:
            return [tf.clip_by_norm(each, self.norm) for each in gradients]
        if self.value is not None:
            return [tf.clip_by_value(each, -self.value, self.value) for each in gradients]
        if self.global_norm is not None:
            clipped, _ = tf.clip_by_global_norm(list(gradients), self.global_norm)
            return list(clipped)
        return list(gradients)

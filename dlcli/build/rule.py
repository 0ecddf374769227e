"""How one optimizer moves its weights: clipping, then Keras's optimizer, at a rate of its own for some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.clipping import Clipping
from dlcli.build.named import factors, without_decay
from dlcli.build.precision import keep_digits
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.parts.schedules._schedule import Length, Schedule
from dlcli.recipe.globs import WeightName

if TYPE_CHECKING:
    import tensorflow as tf


class Rule:
    """A Keras optimizer for some weights, and what stands before it. Made in the strategy's scope.

    Gradients come added up over all replicas, so the optimizer adds up nothing.
    """

    def __init__(
        self,
        optimizer: Any,
        weights: Sequence[Any],
        *,
        clipping: Clipping,
        factors: Sequence[float] = (),
        name: str = "",
    ) -> None:
        self.optimizer, self._clipping, self.name = optimizer, clipping, name
        optimizer.build(list(weights))
        if any(factor != 1 for factor in factors):
            _multiply_rates(optimizer, dict(zip(map(optimizer._var_key, weights), factors, strict=True)))  # noqa: SLF001
        # Keras adds up over the replicas here: after clipping, which has to see the sum.
        optimizer._all_reduce_sum_gradients = list  # noqa: SLF001

    def apply(self, gradients: Sequence[tf.Tensor], weights: Sequence[Any]) -> None:
        """One update of these weights by every replica."""
        self.optimizer.apply(self._clipping(gradients), weights)


def rule_of(
    optimizer: Optimizer,
    weights: Sequence[Any],
    names: Sequence[WeightName],
    training: Length,
    *,
    network: str,
    made: Any = None,
) -> Rule:
    """What a recipe's optimizer does to these weights; a schedule without a length lasts as long as the training.

    A schedule goes by the number `made` of updates, where that is another than the optimizer's own.
    """
    import keras

    from dlcli.keras_objects.followed import Followed

    changes: dict[str, Any] = {"clipnorm": None, "clipvalue": None, "global_clipnorm": None}
    if isinstance(optimizer.learning_rate, Schedule):
        changes["learning_rate"] = optimizer.learning_rate.for_training(training)
    built = optimizer.model_copy(update=changes).build()
    keep_digits(built)
    if made is not None and isinstance(built._learning_rate, keras.optimizers.schedules.LearningRateSchedule):  # noqa: SLF001
        built._learning_rate = Followed(built._learning_rate, made)  # noqa: SLF001
    built.exclude_from_weight_decay(without_decay(optimizer, weights, names))
    return Rule(built, weights, clipping=Clipping.of(optimizer), factors=factors(optimizer, names), name=network)


def _multiply_rates(optimizer: Any, factors: Mapping[Any, float]) -> None:
    """Lets each weight be moved at a learning rate of its own; factors by Keras's key of the weight."""
    import tensorflow as tf

    moved = optimizer.update_step

    def update_step(gradient: tf.Tensor, variable: Any, learning_rate: tf.Tensor) -> Any:
        factor = factors[optimizer._var_key(variable)]  # noqa: SLF001
        return moved(gradient, variable, learning_rate * tf.constant(factor, learning_rate.dtype))

    optimizer.update_step = update_step

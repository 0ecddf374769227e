"""What moves the weights of a phase: clipping, the optimizer's rule, accumulators, the loss's scale, averages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.averages import Averages
from dlcli.build.clipping import Clipping
from dlcli.build.named import factors, without_decay
from dlcli.build.precision import keep_digits
from dlcli.build.scaling import LossScale
from dlcli.recipe.globs import WeightName
from dlcli.recipe.model import Recipe
from dlcli.recipe.regularization import WeightAveraging

if TYPE_CHECKING:
    import tensorflow as tf


class Mover:
    """The Keras optimizer of a phase, and what stands before and behind it. Made in the strategy's scope.

    Gradients come added up over all replicas, so the optimizer adds up nothing.
    """

    def __init__(
        self,
        optimizer: Any,
        weights: Sequence[Any],
        *,
        clipping: Clipping,
        accumulates: bool = False,
        scales: bool = False,
        averages: Averages | None = None,
        factors: Sequence[float] = (),
    ) -> None:
        self.optimizer, self.weights, self._clipping = optimizer, list(weights), clipping
        optimizer.build(self.weights)
        if any(factor != 1 for factor in factors):
            _multiply_rates(optimizer, dict(zip(map(optimizer._var_key, self.weights), factors, strict=True)))  # noqa: SLF001
        # Keras adds up over the replicas here: after clipping, which has to see the sum.
        optimizer._all_reduce_sum_gradients = list  # noqa: SLF001
        self._reached: list[int] = []
        self._free: Sequence[int] = range(len(self.weights))
        self._sums = [_local_zeros(weight.shape, weight.dtype) for weight in self.weights] if accumulates else []
        self.scale = LossScale() if scales else None
        self.averages = averages

    def hold(self, held: Collection[int]) -> None:
        """Leaves the weights of these Keras variables, by `id`, where they are until it is called again."""
        self._free = [number for number, weight in enumerate(self.weights) if id(weight) not in held]

    def free(self) -> list[Any]:
        """The weights that are moved."""
        return [self.weights[number] for number in self._free]

    def known(self, gradients: Sequence[Any]) -> list[tf.Tensor]:
        """Dense gradients of the free weights that a loss reaches; which these are is the same for every batch."""
        import tensorflow as tf

        found = [(number, each) for number, each in zip(self._free, gradients, strict=True) if each is not None]
        self._reached = [number for number, _ in found]
        return [tf.convert_to_tensor(each) for _, each in found]

    def sums(self) -> list[Any]:
        """Gradients × examples added up over the batches of an update, of this replica and the weights reached."""
        return [self._sums[number] for number in self._reached]

    def clear(self) -> None:
        """Sets every sum to zero: this is traced before it is known which weights are reached."""
        import tensorflow as tf

        for total in self._sums:
            total.assign(tf.zeros(total.shape, total.dtype))

    def apply(self, gradients: Sequence[tf.Tensor]) -> None:
        """One update by every replica, from gradients of the weights reached that are the same on each."""
        import tensorflow as tf

        self.optimizer.apply(self._clipping(gradients), [self.weights[number] for number in self._reached])
        if self.averages is not None:
            self.averages.follow(updates=tf.convert_to_tensor(self.optimizer.iterations.value))

    def variables(self) -> Iterator[tuple[str, str, Any]]:
        """What has to be saved, by kind and name. Sums of gradients are never half made where a state is saved."""
        for number, variable in enumerate(self.optimizer.variables):
            yield "optimizer", str(number), variable
        for number, variable in enumerate(self.averages.values if self.averages else ()):
            yield "averages", str(number), variable
        for name, variable in self.scale.variables() if self.scale else ():
            yield "scale", name, variable


def mover_of(recipe: Recipe, weights: Sequence[Any], names: Sequence[WeightName], total: int) -> Mover:
    """What moves weights as a recipe says; a schedule without a length lasts as long as the training."""
    optimizer, averaging = recipe.optimizer, recipe.regularization.weight_averaging
    changes: dict[str, Any] = {"clipnorm": None, "clipvalue": None, "global_clipnorm": None}
    with_length = getattr(optimizer.learning_rate, "with_length", None)
    if with_length is not None:
        changes["learning_rate"] = with_length(total)
    built = optimizer.model_copy(update=changes).build()
    keep_digits(built)
    built.exclude_from_weight_decay(without_decay(optimizer, weights, names))
    return Mover(
        built,
        weights,
        clipping=Clipping.of(optimizer),
        accumulates=recipe.training.gradient_accumulation > 1,
        scales=recipe.training.precision == "mixed_float16",
        averages=_averages(averaging, weights, total) if averaging is not None else None,
        factors=factors(optimizer, names),
    )


def _averages(averaging: WeightAveraging, weights: Sequence[Any], total: int) -> Averages:
    if averaging.start is None:
        return Averages(weights, momentum=averaging.share())
    return Averages(weights, start=int(averaging.start * total))


def _multiply_rates(optimizer: Any, factors: Mapping[Any, float]) -> None:
    """Lets each weight be moved at a learning rate of its own; factors by Keras's key of the weight."""
    import tensorflow as tf

    moved = optimizer.update_step

    def update_step(gradient: tf.Tensor, variable: Any, learning_rate: tf.Tensor) -> Any:
        factor = factors[optimizer._var_key(variable)]  # noqa: SLF001
        return moved(gradient, variable, learning_rate * tf.constant(factor, learning_rate.dtype))

    optimizer.update_step = update_step


def _local_zeros(shape: Any, dtype: str) -> Any:
    """A variable of which each replica has a value of its own."""
    import tensorflow as tf

    return tf.Variable(
        tf.zeros(shape, dtype),
        trainable=False,
        synchronization=tf.VariableSynchronization.ON_READ,
        aggregation=tf.VariableAggregation.SUM,
    )

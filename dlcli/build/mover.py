"""What moves the weights of a phase: its optimizers' rules, accumulators, the loss's scale, averages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.averages import Averages
from dlcli.build.rule import Rule, rule_of
from dlcli.build.scaling import LossScale
from dlcli.parts.schedules._schedule import Length
from dlcli.recipe.globs import WeightName
from dlcli.recipe.model import EVERY, Recipe
from dlcli.recipe.regularization import WeightAveraging

if TYPE_CHECKING:
    import tensorflow as tf


class Mover:
    """The rules of a phase, each with the numbers of the weights that it moves, and what stands before and behind them.

    Made in the strategy's scope.
    """

    def __init__(
        self,
        rules: Sequence[tuple[Rule, Sequence[int]]],
        weights: Sequence[Any],
        *,
        accumulates: bool = False,
        scales: bool = False,
        averages: Averages | None = None,
    ) -> None:
        self.weights = list(weights)
        self._rules = [(rule, frozenset(numbers)) for rule, numbers in rules]
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

        for rule, numbers in self._rules:
            own = [(each, self.weights[at]) for at, each in zip(self._reached, gradients, strict=True) if at in numbers]
            if own:
                rule.apply([each for each, _ in own], [weight for _, weight in own])
        if self.averages is not None:
            self.averages.follow(updates=tf.convert_to_tensor(self.counted().value))

    def updates(self) -> int:
        """How many updates it has made."""
        return int(self.counted().numpy())

    def learning_rates(self) -> dict[str, float]:
        """The rate of each optimizer now, by the network whose weights it moves."""
        return {rule.name: float(rule.optimizer.learning_rate.numpy()) for rule, _ in self._rules}

    def follow(self, rates: Mapping[str, float]) -> None:
        """Gives optimizers other rates, by network."""
        import numpy as np

        for rule, _ in self._rules:
            if rule.name in rates:
                # Keras makes float32 of a Python number before it makes float64 of that.
                with np.errstate(over="ignore"):
                    dtype = rule.optimizer.learning_rate.dtype
                    rule.optimizer.learning_rate = np.asarray(rates[rule.name], dtype)

    def variables(self) -> Iterator[tuple[str, str, Any]]:
        """What has to be saved, by kind and name. Sums of gradients are never half made where a state is saved."""
        for rule, _ in self._rules:
            for number, variable in enumerate(rule.optimizer.variables):
                yield "optimizer", f"{rule.name}/{number}" if rule.name else str(number), variable
        for number, variable in enumerate(self.averages.values if self.averages else ()):
            yield "averages", str(number), variable
        for name, variable in self.scale.variables() if self.scale else ():
            yield "scale", name, variable

    def counted(self) -> Any:
        """The number of its updates, as Keras's variable."""
        first, _ = self._rules[0]
        return first.optimizer.iterations


def mover_of(
    recipe: Recipe,
    weights: Mapping[str, Sequence[Any]],
    names: Sequence[WeightName],
    training: Length,
    made: Any = None,
) -> Mover:
    """What moves the weights of networks as a recipe says; `names` are those of all weights, one after the other."""
    owners = [network for network, own in weights.items() for _ in own]
    every = [weight for own in weights.values() for weight in own]
    rules = []
    for network, optimizer in recipe.optimizers().items():
        numbers = [number for number, owner in enumerate(owners) if network in (EVERY, owner)]
        if numbers or network == EVERY:
            own, called = [every[number] for number in numbers], [names[number] for number in numbers]
            rules.append((rule_of(optimizer, own, called, training, network=network, made=made), numbers))
    averaging = recipe.regularization.weight_averaging
    return Mover(
        rules,
        every,
        accumulates=recipe.training.gradient_accumulation > 1,
        scales=recipe.training.precision == "mixed_float16",
        averages=_averages(averaging, every, training.updates) if averaging is not None else None,
    )


def _averages(averaging: WeightAveraging, weights: Sequence[Any], total: int) -> Averages:
    if averaging.start is None:
        return Averages(weights, momentum=averaging.share())
    return Averages(weights, start=int(averaging.start * total))


def _local_zeros(shape: Any, dtype: str) -> Any:
    """A variable of which each replica has a value of its own."""
    import tensorflow as tf

    return tf.Variable(
        tf.zeros(shape, dtype),
        trainable=False,
        synchronization=tf.VariableSynchronization.ON_READ,
        aggregation=tf.VariableAggregation.SUM,
    )

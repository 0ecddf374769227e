"""The replicas that train together: those of this process, and those of other workers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dlcli.build.pipeline import Share
from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.strategies.one_device import OneDevice

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf


@dataclass(frozen=True)
class Distribution:
    """A strategy that runs, and this process's place in it."""

    part: Strategy
    """What the recipe says, `auto` decided."""
    strategy: Any = field(repr=False)
    worker: int = 0
    workers: int = 1
    _traced: dict[tuple[int, ...], Callable[[], Any]] = field(default_factory=dict, repr=False)

    @property
    def chief(self) -> bool:
        """Whether this process writes the run's files."""
        return self.worker == 0

    @property
    def replicas(self) -> int:
        """How many there are in all."""
        return int(self.strategy.num_replicas_in_sync)

    @property
    def share(self) -> Share:
        """Which of the replicas are this process's."""
        here = self.replicas // self.workers
        return Share(self.worker * here, here, self.replicas)

    def iterator(self, dataset: tf.data.Dataset) -> Any:
        """Goes through a dataset of parts: the next element is a batch, each replica of this process has its part."""
        if self.share.here == 1:
            return iter(dataset)
        return iter(self.strategy.distribute_datasets_from_function(lambda _: dataset))

    def of_first(self, value: Any) -> Any:
        """The value of the first replica here, where all have the same."""
        return self.strategy.experimental_local_results(value)[0]

    def summed(self, value: Any) -> Any:
        """The sum over all replicas."""
        return self.strategy.reduce("SUM", value, axis=None)

    def gathered(self, numbers: Sequence[int]) -> np.ndarray:
        """The numbers of every worker, a row each: all of them ask at the same time."""
        import numpy as np

        values = np.array(numbers, np.int64)
        if self.workers == 1:
            return values[None]
        return self._gather(values).numpy()[:: self.share.here]

    def told(self, text: str) -> str:
        """The chief's text, on every worker."""
        if self.workers == 1:
            return text
        data = text.encode() if self.chief else b""
        length = int(self.gathered([len(data)])[0, 0])
        if not length:
            # Nothing cannot be gathered: TensorFlow 2.21 ends the process with SIGSEGV.
            return ""
        return bytes(self.gathered(list(data.ljust(length, b"\0")[:length]))[0].astype("uint8")).decode()

    def every_replica(self, variables: Sequence[Any]) -> list[np.ndarray]:
        """Variables of which each replica has a value of its own: all the values, shape (replicas, …)."""
        import numpy as np

        if self.workers == 1:
            results = [self.strategy.experimental_local_results(variable) for variable in variables]
            return [np.stack([each.numpy() for each in values]) for values in results]
        return [values.numpy() for values in self._gather_variables(variables)]

    @cached_property
    def _gather(self) -> Callable[[Any], Any]:
        import tensorflow as tf

        @tf.function(autograph=False, reduce_retracing=True)
        def gather(values: Any) -> Any:
            return self.of_first(self.strategy.run(_gathered, args=(values,)))

        return gather

    def _gather_variables(self, variables: Sequence[Any]) -> list[Any]:
        import tensorflow as tf

        @tf.function(autograph=False)
        def gather() -> Any:
            found = self.strategy.run(lambda: [_gathered(variable.read_value()) for variable in variables])
            return [self.of_first(values) for values in found]

        # Traced once for a choice of variables: a checkpoint must not wait for that every time.
        traced = self._traced.setdefault(tuple(id(variable) for variable in variables), gather)
        return list(traced())


def _gathered(value: Any) -> Any:
    import tensorflow as tf

    return tf.distribute.get_replica_context().all_gather(tf.expand_dims(value, 0), axis=0)


def alone() -> Distribution:
    """This process, on the device that TensorFlow takes by itself."""
    import tensorflow as tf

    return Distribution(OneDevice(), tf.distribute.get_strategy())


def prepared(strategy: Strategy) -> Distribution:
    """Starts what a recipe asks for; to be called before TensorFlow has made its runtime.

    Raises:
        UsageError: the devices or the workers are not there.
    """
    part = strategy.chosen().with_threads()
    part.prepare()
    return Distribution(part, part.build(), *part.place())

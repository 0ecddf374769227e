"""What the engine asks of an objective: its networks, its phases, and the losses of a batch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import keras
import tensorflow as tf

from dlcli.keras_objects.outcome import Outcome
from dlcli.keras_objects.replicas import part

_SEEDS = 2**32
"""More than there are seeds of a recipe."""


class Phase(NamedTuple):
    """A part of a step with an update of its own."""

    name: str
    moves: tuple[str, ...]
    """The networks whose weights it moves."""


class Draws(NamedTuple):
    """What is drawn at random for a batch: a pure function of (seed, number of the batch), whatever the replicas."""

    seed: int
    batch: tf.Tensor
    """The number of the batch, from 0."""
    replica: tf.Tensor | int = 0
    replicas: int = 1

    def normal(self, like: tf.Tensor, *, deviation: float, stream: int | tf.Tensor = 0) -> tf.Tensor:
        """Gaussian noise of the shape and type of this replica's part: drawn for all, of which it takes its rows.

        What has another `stream` draws something else.
        """
        return self._drawn(partial(tf.random.stateless_normal, stddev=deviation), like, stream)

    def uniform(self, like: tf.Tensor, *, stream: int | tf.Tensor = 0) -> tf.Tensor:
        """Numbers from 0 to below 1, in the same way."""
        return self._drawn(tf.random.stateless_uniform, like, stream)

    def gathered(self, own: tf.Tensor, *, most: int) -> tf.Tensor:
        """The rows of the whole batch in their order, from those of each replica; gradients go back to each of them.

        `most` is how many they can be.
        """
        if self.replicas == 1:
            return own
        context = tf.distribute.get_replica_context()
        rows = context.all_reduce("SUM", tf.shape(own)[0])
        places = self.replica + self.replicas * tf.range(tf.shape(own)[0])
        # What workers add up has to have one size in every step, a short last batch or not.
        spread = tf.scatter_nd(places[:, tf.newaxis], own, [most, *own.shape[1:]])
        return context.all_reduce("SUM", spread)[:rows]

    def _drawn(self, draw: Callable[..., tf.Tensor], like: tf.Tensor, stream: int | tf.Tensor) -> tf.Tensor:
        key = tf.stack([self.seed + tf.cast(stream, tf.int64) * _SEEDS, tf.cast(self.batch, tf.int64)])
        # A shape that hangs on the number of the batch would let XLA compile anew for each. Numbers are drawn one after
        # the other, so that it does not matter how many come behind those that the whole batch needs.
        shape = tf.concat([[tf.shape(like)[0] * self.replicas], tf.shape(like)[1:]], axis=0)
        # Named, since the generator that TensorFlow takes by itself depends on the device and on XLA.
        drawn = draw(shape, seed=key, dtype=like.dtype, alg="philox")
        return drawn if self.replicas == 1 else drawn[self.replica :: self.replicas]


class ObjectiveStep(ABC):
    """Losses and predictions of a batch of (features, labels), by output; no optimizer, no strategy."""

    def __init__(self, networks: Mapping[str, keras.Model]) -> None:
        self.networks = networks
        """By name, in the order in which their states are saved."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of a step, in order; one that moves every network unless an objective says otherwise."""
        return (Phase("train", tuple(self.networks)),)

    def moved(self, phase: Phase) -> dict[str, list[Any]]:
        """The weights that a phase moves, by network."""
        return {name: list(self.networks[name].trainable_variables) for name in phase.moves}

    def part_replicas(self) -> None:
        """Parts what the layers of a network would share between the replicas of one process."""
        for network in self.networks.values():
            part(network)

    @abstractmethod
    def whole(self) -> keras.Model:
        """The model that the run stands for, from the features to the output."""

    def samples(
        self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws, *, classes: int | None = None
    ) -> dict[str, tf.Tensor]:
        """What can be shown of it, by name: arrays of shape (rows, columns, …the feature's); nothing, for most."""
        return {}

    @abstractmethod
    def learn(self, phase: Phase, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        """What a phase makes small."""

    @abstractmethod
    def look(self, batch: tuple[Any, Mapping[str, tf.Tensor]], draws: Draws) -> dict[str, Outcome]:
        """The same of every phase without training; what has to be drawn is the same each time."""

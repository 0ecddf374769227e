"""What layers share between the replicas of a process, and must not: the losses they note, the masks they draw."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import keras
import tensorflow as tf


class _OfEachThread:
    """A list or a set of which each thread has its own: a strategy builds the graph of each replica in a thread."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make, self._here = make, threading.local()

    def _own(self) -> Any:
        if not hasattr(self._here, "values"):
            self._here.values = self._make()
        return self._here.values

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own(), name)

    def __getitem__(self, index: Any) -> Any:
        return self._own()[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._own())

    def __len__(self) -> int:
        return len(self._own())


class _SeedsOfReplica(keras.random.SeedGenerator):
    """Other numbers on each replica, those of one device on the first."""

    def next(self, ordered: bool = True) -> Any:
        drawn = super().next(ordered)
        replica = tf.distribute.get_replica_context()
        if replica is None:
            return drawn
        number = tf.cast(replica.replica_id_in_sync_group, drawn.dtype)
        # A large odd factor: the seeds of other layers lie close together.
        return drawn + tf.stack([number * tf.constant(1_000_003, drawn.dtype), tf.zeros((), drawn.dtype)])


# ruff: noqa: SLF001 - Keras has no public way to a layer's own losses and generators.


def part(network: keras.Model) -> None:
    """Parts what a network's layers would share between the replicas of a process."""
    for layer in network._flatten_layers():
        layer._losses, layer._loss_ids = _OfEachThread(list), _OfEachThread(set)
        for generator in layer._seed_generators:
            generator.__class__ = _SeedsOfReplica

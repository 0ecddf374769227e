"""What an objective draws for a batch, inside a replica."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.objective import Draws


def drawn(seed: int, number: tf.Tensor, replicas: int) -> Draws:
    """The draws of batch `number`, of which this replica takes its rows."""
    import tensorflow as tf

    from dlcli.keras_objects.objective import Draws

    if replicas == 1:
        return Draws(seed, number)
    return Draws(seed, number, tf.distribute.get_replica_context().replica_id_in_sync_group, replicas)

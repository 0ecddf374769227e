"""A replica's part of the loss of a whole batch: the parts of all replicas add up to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.objective import ObjectiveStep
    from dlcli.keras_objects.outcome import Outcome


class Batch(NamedTuple):
    """The size of a batch over all replicas, and how many they are."""

    rows: tf.Tensor
    replicas: int


def part_of_loss(
    objective: ObjectiveStep, outcomes: Mapping[str, Outcome], whole: Batch, networks: Iterable[str] | None = None
) -> tf.Tensor:
    """Weight × loss over the elements, divided by their number in the whole batch, and what regularizers add.

    The outputs are added up by their shares. A penalty on weights is divided by the replicas; one on outputs is a mean
    over this replica's examples, so it counts by their share of all examples.
    """
    import tensorflow as tf

    parts = [
        outcome.share * tf.reduce_sum(outcome.losses * outcome.weights) / _elements(outcome, whole)
        for outcome in outcomes.values()
        # What is only reported has no share, and would make a loss of what is not finite.
        if not isinstance(outcome.share, float) or outcome.share
    ]
    names = list(objective.networks if networks is None else networks)
    on_weights, on_outputs = _penalties(objective, names)
    if on_weights:
        parts.append(tf.add_n(on_weights) / whole.replicas if whole.replicas > 1 else tf.add_n(on_weights))
    if on_outputs:
        losses = next(iter(outcomes.values())).losses
        share = tf.cast(tf.shape(losses)[0], losses.dtype) / tf.cast(whole.rows, losses.dtype)
        penalty = tf.add_n(on_outputs)
        parts.append(penalty if whole.replicas == 1 else penalty * tf.cast(share, penalty.dtype))
    # What regularizes an output under a mixed precision is computed in 16 bits.
    return tf.add_n([tf.cast(each, parts[0].dtype) for each in parts])


def _elements(outcome: Outcome, whole: Batch) -> tf.Tensor:
    """The number of an output's elements in the whole batch."""
    import tensorflow as tf

    losses = outcome.losses
    of_one = losses.shape[1:].num_elements()
    if whole.replicas == 1:
        return tf.cast(tf.size(losses), losses.dtype)
    if of_one is not None:
        return tf.cast(whole.rows, losses.dtype) * of_one
    return tf.distribute.get_replica_context().all_reduce("SUM", tf.cast(tf.size(losses), losses.dtype))


def _penalties(objective: ObjectiveStep, names: list[str]) -> tuple[list[Any], list[Any]]:
    """What regularizers of weights add, and what regularizers of outputs add: Keras lists the former last."""
    on_weights: list[Any] = []
    on_outputs: list[Any] = []
    for name in names:
        network = objective.networks[name]
        losses = network.losses
        number = sum(weight.regularizer is not None for weight in network.trainable_variables)
        on_outputs += losses[: len(losses) - number]
        on_weights += losses[len(losses) - number :]
    return on_weights, on_outputs

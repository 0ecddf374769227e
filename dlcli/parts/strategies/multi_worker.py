"""Several processes, on one machine or on many."""

from __future__ import annotations

import os
from typing import Any, Literal

from dlcli.ground import cluster
from dlcli.ground.errors import UsageError
from dlcli.parts.fields import Count
from dlcli.parts.strategies._strategy import Strategy


class MultiWorker(Strategy):
    """Each process takes its share of every batch; their gradients are added up.

    It is tf.distribute.MultiWorkerMirroredStrategy. Who belongs to it stands in TF_CONFIG or in Slurm's variables;
    `dlcli train RECIPE --workers 2` starts the processes on this machine. Every worker reads the same data, and the
    first one alone writes the run's folder, which the others have to see when a run goes on.

    Example:
        type: multi_worker
        communication: ring
    """

    communication: Literal["auto", "ring", "nccl"] = "auto"
    """How gradients travel: ring goes over TCP, nccl is for GPUs; auto takes what fits."""
    start_timeout: Count = 60
    """How many seconds a worker waits for the others at the start."""

    def workers_here(self) -> int:
        here = cluster.found(os.environ)
        return here.workers_here if here is not None else 1

    def place(self) -> tuple[int, int]:
        here = cluster.found(os.environ)
        return (here.index, here.workers) if here is not None else (0, 1)

    def build(self, **more: Any) -> Any:
        import tensorflow as tf

        here = cluster.found(os.environ)
        if here is None:
            raise UsageError(
                "multi_worker needs TF_CONFIG, or to run under Slurm, and neither names more than one worker",
                where="distribution",
                help="on one machine: dlcli train RECIPE --workers 2",
            )
        implementation = tf.distribute.experimental.CommunicationImplementation
        how = tf.distribute.experimental.CommunicationOptions(implementation=implementation[self.communication.upper()])
        return tf.distribute.MultiWorkerMirroredStrategy(cluster_resolver=_resolver(here), communication_options=how)

    def describe(self) -> str:
        here = cluster.found(os.environ)
        return f"{here.workers} workers" if here is not None else "several workers"


def _resolver(here: cluster.Cluster) -> Any:
    import tensorflow as tf

    resolvers = tf.distribute.cluster_resolver
    if here.kind == "Slurm":
        return resolvers.SlurmClusterResolver(jobs={"worker": here.workers})
    return resolvers.TFConfigClusterResolver()

"""Several processes, on one machine or on many."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from dlcli.ground import cluster
from dlcli.ground.errors import UsageError, WorkerLostError
from dlcli.parts.fields import Count
from dlcli.parts.strategies._strategy import Strategy


class MultiWorker(Strategy):
    """Each process takes its share of every batch; their gradients are added up.

    It is tf.distribute.MultiWorkerMirroredStrategy. Who belongs to it stands in TF_CONFIG or in Slurm's variables;
    `dlcli train RECIPE --workers 2` starts the processes on this machine. Every worker reads the same data, and the
    first one alone writes the run's folder, which the others have to see when a run goes on, or back to a checkpoint.

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
        if self.communication == "nccl" and not tf.config.list_physical_devices("GPU"):
            raise UsageError(
                "nccl is for GPUs, and this worker has none",
                where="distribution.communication",
                help="leave it out, or write ring",
            )
        implementation = tf.distribute.experimental.CommunicationImplementation
        how = tf.distribute.experimental.CommunicationOptions(implementation=implementation[self.communication.upper()])
        with _joining(here, self.start_timeout):
            return tf.distribute.MultiWorkerMirroredStrategy(
                cluster_resolver=_resolver(here), communication_options=how
            )

    def describe(self) -> str:
        here = cluster.found(os.environ)
        return f"{here.workers} workers" if here is not None else "several workers"


def _resolver(here: cluster.Cluster) -> Any:
    """The cluster as it was found: TensorFlow's reader of Slurm's variables needs GPUs, and counts n10 before n2."""
    import tensorflow as tf

    spec = tf.train.ClusterSpec({"worker": list(here.addresses)})
    return tf.distribute.cluster_resolver.SimpleClusterResolver(
        spec, task_type="worker", task_id=here.index, rpc_layer="grpc"
    )


@contextmanager
def _joining(here: cluster.Cluster, seconds: int) -> Iterator[None]:
    """Ends the waiting for others, which TensorFlow goes on with for an hour, hearing no signal."""
    import tensorflow as tf

    from dlcli.ground.rendezvous import wait_for_others

    if here.chief:
        wait_for_others(here, seconds=seconds)
    else:
        _configure_registration(here, seconds)
    try:
        yield
    except tf.errors.DeadlineExceededError as error:
        raise WorkerLostError(
            f"the chief ({here.addresses[0]}) did not come in {seconds} s",
            where=f"worker {here.index}",
            help="start all of them at the same time, and see that they can reach one another",
        ) from error


def _configure_registration(here: cluster.Cluster, seconds: int) -> None:
    """What MultiWorkerMirroredStrategy would configure, with an end to the waiting; it takes what it finds."""
    from tensorflow.compiler.xla.tsl.protobuf.coordination_config_pb2 import CoordinatedJob
    from tensorflow.python.eager import context

    context.context().configure_coordination_service(
        service_type="standalone",
        service_leader="/job:worker/replica:0/task:0",
        cluster_register_timeout_in_ms=seconds * 1000,
        coordinated_jobs=[CoordinatedJob(name="worker", num_tasks=here.workers)],
    )

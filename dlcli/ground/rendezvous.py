"""A chief looks for its workers before it joins them, for TensorFlow would wait for ever and not say for whom."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence

from dlcli.ground.cluster import Cluster
from dlcli.ground.errors import WorkerLostError

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_FOR_A_LOOK = 2.0


def wait_for_others(cluster: Cluster, *, seconds: float) -> None:
    """Returns when every other worker listens at its address, as each does while it looks for the chief.

    Raises:
        WorkerLostError: one did not come in time.
    """
    limit = time.monotonic() + seconds
    missing = [index for index in range(cluster.workers) if index != cluster.index]
    while missing := [index for index in missing if not _listens(cluster.addresses[index])]:
        if time.monotonic() > limit:
            raise WorkerLostError(
                f"{_named(cluster, missing)} did not come in {seconds:g} s",
                where=f"worker {cluster.index}",
                help="start all of them at the same time, and see that they can reach one another",
            )
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS_FOR_A_LOOK):
            return True
    except OSError:
        return False


def _named(cluster: Cluster, missing: Sequence[int]) -> str:
    first = f"worker {missing[0]} ({cluster.addresses[missing[0]]})"
    return f"{first} and {len(missing) - 1} more" if len(missing) > 1 else first

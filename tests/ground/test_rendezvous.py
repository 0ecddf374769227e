"""A chief that looks for its workers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from dlcli.ground.cluster import Cluster
from dlcli.ground.errors import WorkerLostError
from dlcli.ground.rendezvous import wait_for_others


@pytest.fixture
def sockets() -> Iterator[list[socket.socket]]:
    """Two ports of this machine that are taken, and where nobody listens yet."""
    both = [socket.socket(), socket.socket()]
    for each in both:
        each.bind(("127.0.0.1", 0))
    yield both
    for each in both:
        each.close()


def cluster(sockets: list[socket.socket]) -> Cluster:
    addresses = [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    return Cluster(addresses=("127.0.0.1:1", *addresses), index=0, kind="TF_CONFIG")


def test_returns_when_the_last_one_listens(sockets: list[socket.socket]) -> None:
    sockets[0].listen()
    later = threading.Timer(0.5, sockets[1].listen)
    later.start()
    began = time.monotonic()
    wait_for_others(cluster(sockets), seconds=20)
    assert 0.4 < time.monotonic() - began < 10


def test_names_who_does_not_come(sockets: list[socket.socket]) -> None:
    sockets[0].listen()
    group = cluster(sockets)
    with pytest.raises(WorkerLostError) as caught:
        wait_for_others(group, seconds=0.3)
    assert str(caught.value) == (
        f"worker 2 ({group.addresses[2]}) did not come in 0.3 s, worker 0; "
        "start all of them at the same time, and see that they can reach one another"
    )


def test_counts_those_who_do_not_come(sockets: list[socket.socket]) -> None:
    group = cluster(sockets)
    with pytest.raises(WorkerLostError, match=rf"^worker 1 \({group.addresses[1]}\) and 1 more did not come in 0.1 s"):
        wait_for_others(group, seconds=0.1)


def test_a_name_that_is_not_known_yet_is_looked_up_again() -> None:
    group = Cluster(addresses=("127.0.0.1:1", "no-such-host.invalid:2222"), index=0, kind="TF_CONFIG")
    with pytest.raises(WorkerLostError, match=r"worker 1 \(no-such-host\.invalid:2222\) did not come"):
        wait_for_others(group, seconds=0.1)

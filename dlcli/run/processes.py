"""Worker processes as their launcher sees them: started, watched, what they wrote, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import dlcli
from dlcli.ground.cluster import Cluster
from dlcli.run.worker import LAUNCHER

PROGRAM = (sys.executable, "-P", "-m", "dlcli")
"""Without the working folder on Python's path: a file that lies there must not pass for a module."""
KEPT = 65_536
"""So many of the last bytes that a worker wrote are kept."""
_CHUNK = 4096


@dataclass(eq=False)
class WorkerProcess:
    """A worker; the chief's output goes to the terminal, that of the others is kept."""

    index: int
    address: str
    process: subprocess.Popen[bytes]
    ended_at: float | None = None
    """When it was first seen to have ended."""
    killed: bool = False
    """Whether the launcher killed it."""
    _kept: bytes = b""
    _reader: threading.Thread | None = None

    @classmethod
    def start(
        cls, command: Sequence[str], environment: Mapping[str, str], *, index: int, address: str
    ) -> WorkerProcess:
        """Starts a worker in a process group of its own, so that a key pressed in the terminal reaches it once."""
        chief = index == 0
        process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=None if chief else subprocess.DEVNULL,
            stderr=None if chief else subprocess.PIPE,
            process_group=0,
        )
        worker = cls(index, address, process)
        if process.stderr is not None:
            worker._reader = threading.Thread(target=worker._read, args=(process.stderr,), daemon=True)
            worker._reader.start()
        return worker

    def _read(self, stream: IO[bytes]) -> None:
        while chunk := os.read(stream.fileno(), _CHUNK):
            self._kept = (self._kept + chunk)[-KEPT:]

    @property
    def code(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        code = self.process.poll()
        if code is not None and self.ended_at is None:
            self.ended_at = time.monotonic()
        return code

    def send(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)

    def kill(self) -> None:
        """Ends it and whatever it started, at once."""
        if self.code is None:
            self.killed = True
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def wait(self) -> None:
        """Waits for its end, and for the last of what it wrote."""
        self.process.wait()
        assert self.code is not None
        if self._reader is not None:
            self._reader.join(timeout=1)
        if self.process.stderr is not None and (self._reader is None or not self._reader.is_alive()):
            self.process.stderr.close()

    def last_lines(self, number: int) -> list[str]:
        """The last lines that it wrote to stderr and that the terminal has not seen."""
        return self._kept.decode(errors="replace").splitlines()[-number:]


def start_workers(command: Sequence[str], number: int, *, mailbox: Path) -> list[WorkerProcess]:
    """Starts so many workers of one cluster on this machine, each with its share of the GPUs that are named."""
    addresses = tuple(f"127.0.0.1:{port}" for port in _free_ports(number))
    shares = deal(os.environ.get("CUDA_VISIBLE_DEVICES"), number)
    workers: list[WorkerProcess] = []
    try:
        for index, address in enumerate(addresses):
            cluster = Cluster(addresses=addresses, index=index, kind="TF_CONFIG")
            environment = {**_environment(), "TF_CONFIG": cluster.tf_config, LAUNCHER: str(mailbox)}
            if shares is not None:
                environment["CUDA_VISIBLE_DEVICES"] = shares[index]
            workers.append(WorkerProcess.start(command, environment, index=index, address=address))
    except BaseException:
        for worker in workers:
            worker.kill()
        raise
    return workers


def _environment() -> dict[str, str]:
    """This process's own; the package is found where it was found here, and no proxy stands between workers."""
    here = str(Path(dlcli.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "no_grpc_proxy": "127.0.0.1"}


def _free_ports(number: int) -> list[int]:
    """Ports that nobody listens on, all held until each is known, so that they differ."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def deal(devices: str | None, workers: int) -> list[str] | None:
    """Deals CUDA_VISIBLE_DEVICES out in equal shares; None where it names fewer devices than there are workers.

    Example:
        >>> deal("0,1,2,3", 2)
        ['0,1', '2,3']
    """
    names = [name for name in map(str.strip, (devices or "").split(",")) if name]
    each = len(names) // workers
    return [",".join(names[start : start + each]) for start in range(0, workers * each, each)] if each else None

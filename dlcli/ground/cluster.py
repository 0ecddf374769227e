"""Which worker of which cluster this process is, as TF_CONFIG or Slurm's variables say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dlcli.ground import slurm
from dlcli.ground.errors import UsageError

_TRAINING_JOBS = ("chief", "worker")


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """The workers that train one model together, and which of them this process is."""

    addresses: tuple[str, ...]
    """`host:port` of each worker, the chief's first."""
    index: int
    """Which address is this process's own."""
    kind: Literal["TF_CONFIG", "Slurm"]

    @property
    def workers(self) -> int:
        """How many there are."""
        return len(self.addresses)

    @property
    def chief(self) -> bool:
        """Whether this one writes the files."""
        return self.index == 0

    @property
    def address(self) -> str:
        """This process's own `host:port`."""
        return self.addresses[self.index]

    @property
    def workers_here(self) -> int:
        """How many of them share this machine, as far as their addresses tell."""
        return sum(_host(address) == _host(self.address) for address in self.addresses)

    @property
    def tf_config(self) -> str:
        """The cluster as TensorFlow's TF_CONFIG, where the first worker is the chief."""
        cluster = {"worker": list(self.addresses)}
        return json.dumps({"cluster": cluster, "task": {"type": "worker", "index": self.index}})


def found(environment: Mapping[str, str]) -> Cluster | None:
    """The cluster that the environment tells of; None where this process trains by itself.

    TF_CONFIG is believed before Slurm, for whoever set it meant it.

    Raises:
        UsageError: what it tells makes no sense.

    Example:
        >>> tf_config = '{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 1}}'
        >>> found({"TF_CONFIG": tf_config}).address
        'b:1'
    """
    if environment.get("TF_CONFIG", "").strip():
        cluster = _from_tf_config(environment["TF_CONFIG"])
        _refuse_wrong_addresses(cluster)
    else:
        step = slurm.step(environment)
        if step is None:
            return None
        cluster = Cluster(addresses=step.addresses, index=step.index, kind="Slurm")
    return cluster if cluster.workers > 1 else None


def _from_tf_config(text: str) -> Cluster:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deep"
        raise _wrong(f"this is not JSON: {reason}", "see dlcli explain multi_worker for its form") from None
    jobs, task = (told.get("cluster"), told.get("task")) if isinstance(told, dict) else (None, None)
    if not isinstance(jobs, dict) or not jobs:
        raise _wrong("it names no cluster", 'write {"cluster": {"worker": ["host:port", ...]}, "task": ...}')
    if not isinstance(task, dict):
        raise _wrong("it names no task", 'add "task": {"type": "worker", "index": 0}')
    _refuse_other_jobs(jobs, task.get("type"))
    addresses = {job: _addresses(job, jobs.get(job, [])) for job in _TRAINING_JOBS}
    if len(addresses["chief"]) > 1:
        raise _wrong("it names more than one chief", "leave one; the others are workers")
    job = str(task["type"])
    index = _index(task.get("index"), of=len(addresses[job]), job=job)
    before = len(addresses["chief"]) if job == "worker" else 0
    return Cluster(addresses=(*addresses["chief"], *addresses["worker"]), index=before + index, kind="TF_CONFIG")


def _refuse_other_jobs(jobs: Mapping[str, object], kind: object) -> None:
    if "ps" in jobs or kind == "ps":
        raise _wrong("it has a job 'ps', and parameter servers are not supported by Keras 3", "use workers only")
    if kind == "evaluator":
        raise _wrong(
            "this process is its evaluator, and none is needed",
            "take it out: the chief scores the model when it is trained",
        )
    for job in jobs:
        if job not in (*_TRAINING_JOBS, "evaluator"):
            raise _wrong(f"it has a job {job!r}", "the jobs of a training are chief and worker")
    if kind not in _TRAINING_JOBS:
        raise _wrong(f"the type of its task is {kind!r}", "write chief or worker")


def _addresses(job: str, listed: object) -> tuple[str, ...]:
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not all(isinstance(each, str) for each in listed):
        raise _wrong(f"job '{job}' is not a list of addresses", 'write ["host:port", ...]')
    return tuple(listed)


def _index(value: object, *, of: int, job: str) -> int:
    """Some systems write the number as a text."""
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal()):
        raise _wrong(f"the index of its task is {value!r}", "write a whole number from 0")
    index = int(text)
    if index >= of:
        raise _wrong(f"its task is {job} {index}, and its cluster has {of} of that job", "count from 0")
    return index


def _refuse_wrong_addresses(cluster: Cluster) -> None:
    for place, address in enumerate(cluster.addresses):
        _, colon, port = address.rpartition(":")
        if not (colon and _host(address)) or not (port.isascii() and port.isdecimal() and 0 < int(port) < 2**16):
            raise _wrong(f"address {address!r} has no port", "write host:port, the port from 1 to 65535")
        if address in cluster.addresses[:place]:
            raise _wrong(f"address {address!r} stands in it twice", "give each worker a port of its own")


def _host(address: str) -> str:
    return address.rpartition(":")[0]


def _wrong(what: str, help_text: str) -> UsageError:
    return UsageError(what, where="TF_CONFIG", help=help_text)

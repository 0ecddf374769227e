"""The tasks of a Slurm job step: where each runs, and which of them this process is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dlcli.ground.errors import UsageError

FIRST_PORT = 8888
"""TensorFlow's own SlurmClusterResolver begins there; the second task of a node takes the next one."""
_BRACKETS = re.compile(r"([^\[\],]*)\[([0-9,-]+)\]")
_REPEATED = re.compile(r"([1-9][0-9]*)(\(x([1-9][0-9]*)\))?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A job step of several tasks."""

    addresses: tuple[str, ...]
    index: int


def step(environment: Mapping[str, str]) -> Step | None:
    """The step that this process is a task of; None where it has no other, or is none of Slurm's.

    Raises:
        UsageError: the variables contradict one another.
    """
    if environment.get("SLURM_STEP_NUM_TASKS", "1") == "1" or "SLURM_PROCID" not in environment:
        return None
    tasks, index = (_number(environment, name) for name in ("SLURM_STEP_NUM_TASKS", "SLURM_PROCID"))
    hosts = nodes(environment.get("SLURM_STEP_NODELIST", ""))
    counts = tasks_per_node(environment.get("SLURM_STEP_TASKS_PER_NODE", ""))
    if len(hosts) != len(counts) or sum(counts) != tasks or index >= tasks:
        raise UsageError(
            f"task {index} of {tasks} does not fit {len(hosts)} nodes with {sum(counts)} tasks",
            where="SLURM_STEP_TASKS_PER_NODE",
            help="start the workers with srun, and leave its variables as they are",
        )
    homes = [(node, number) for node, count in enumerate(counts) for number in range(count)]
    _refuse_other_order(environment, *homes[index])
    return Step(addresses=tuple(f"{hosts[node]}:{FIRST_PORT + number}" for node, number in homes), index=index)


def nodes(text: str) -> list[str]:
    """The names in a list of nodes, in its order.

    Example:
        >>> nodes("n[01-03,7],login")
        ['n01', 'n02', 'n03', 'n7', 'login']
    """
    parts = re.findall(r"(?:[^,\[\]]|\[[^\[\]]*\])+", text)
    if not text or ",".join(parts) != text:
        raise _unreadable("SLURM_STEP_NODELIST", text, "n[01-03,7]")
    return [name for part in parts for name in _expanded(part)]


def _expanded(part: str) -> list[str]:
    match = _BRACKETS.match(part)
    if match is None:
        if "[" in part:
            raise _unreadable("SLURM_STEP_NODELIST", part, "n[01-03,7]")
        return [part]
    return [f"{match[1]}{number}{rest}" for number in _range(match[2]) for rest in _expanded(part[match.end() :])]


def _range(text: str) -> list[str]:
    numbers = []
    for piece in text.split(","):
        first, dash, last = piece.partition("-")
        if not first or "-" in last or (dash and not last):
            raise _unreadable("SLURM_STEP_NODELIST", piece, "n[01-03,7]")
        numbers += [str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1)]
    return numbers


def tasks_per_node(text: str) -> list[int]:
    """How many tasks each node has.

    Example:
        >>> tasks_per_node("2(x3),1")
        [2, 2, 2, 1]
    """
    counts = []
    for piece in text.split(","):
        match = _REPEATED.fullmatch(piece)
        if match is None:
            raise _unreadable("SLURM_STEP_TASKS_PER_NODE", text, "2(x3),1")
        counts += [int(match[1])] * int(match[3] or 1)
    return counts


def _refuse_other_order(environment: Mapping[str, str], node: int, number: int) -> None:
    """Slurm can deal tasks out in turn; then the place of a task does not follow from its number."""
    for name, expected in (("SLURM_NODEID", node), ("SLURM_LOCALID", number)):
        if environment.get(name, str(expected)) != str(expected):
            raise UsageError(
                f"tasks are not counted node by node: {name} is {environment[name]}, not {expected}",
                where="SLURM_PROCID",
                help="start the workers with srun --distribution=block",
            )


def _number(environment: Mapping[str, str], name: str) -> int:
    text = environment[name]
    if not (text.isascii() and text.isdecimal()):
        raise _unreadable(name, text, "4")
    return int(text)


def _unreadable(name: str, text: str, example: str) -> UsageError:
    return UsageError(f"{text!r} cannot be read", where=name, help=f"Slurm writes it as in {example}")

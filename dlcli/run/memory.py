"""Whether a training fits into memory: asked before the network is built, and a batch that would fit where it does not.

On a machine where the free memory cannot be found out nothing is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from dlcli.build.opened import Opened
from dlcli.build.strategy import Distribution
from dlcli.ground.errors import ResourceError
from dlcli.recipe.memory import Estimate, bytes_in_words, estimate

CLEARLY = 1.25
"""An estimate is not exact: what needs a quarter more than there is cannot work."""
SMALLER = "try a smaller network; dlcli summary shows where its weights are"
_PROCESS, _GROUPS = Path("/proc"), Path("/sys/fs/cgroup")
_VERSIONS = (
    ("0", "", "memory.max", "memory.current", "inactive_file"),
    ("memory", "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)
"""How control groups call their limit and use of memory: name, folder, limit, use, what files take of it."""


def refuse_too_large(opened: Opened, distribution: Distribution) -> None:
    """Refuses a training that clearly cannot fit.

    Raises:
        ResourceError: with what is needed and free, and a batch that fits.
    """
    free, needed, batch = _free(distribution), _needed(opened, distribution), opened.batch_size()
    if free is None or needed.total(batch) <= CLEARLY * free:
        return
    there = f"{bytes_in_words(free)} are free"
    if needed.weights > free:
        what = f"weights, gradients and optimizer need about {bytes_in_words(needed.weights)}"
        raise ResourceError(f"{what}, {there}", help=SMALLER)
    message = f"batch {batch} needs about {bytes_in_words(needed.total(batch))}, {there}"
    raise ResourceError(message, help=smaller_batch(opened, distribution))


def smaller_batch(opened: Opened, distribution: Distribution) -> str:
    """What to write for a batch that did not fit: the largest power of two that does, at most half of it."""
    batch, training = opened.batch_size(), opened.checked.recipe.training
    free, needed = _free(distribution), _needed(opened, distribution)
    size = needed.batch_within(needed.total(batch) if free is None else free, most=batch // 2)
    if size is None:
        return SMALLER
    times = -(-batch // size) * training.gradient_accumulation
    return f"try data.batch_size: {size}, with training.gradient_accumulation: {times} for updates as large"


def _needed(opened: Opened, distribution: Distribution) -> Estimate:
    """What one GPU takes, or the replicas of this process, which share the machine's memory; of a batch their part."""
    whole, share = estimate(opened.checked.recipe, opened.checked.networks.values()), distribution.share
    here = 1 if _on_gpu(distribution) else share.here
    return Estimate(here * whole.weights, -(-whole.outputs * here // share.replicas))


def _free(distribution: Distribution) -> int | None:
    return gpu_memory() if _on_gpu(distribution) else free_memory()


def _on_gpu(distribution: Distribution) -> bool:
    return any("GPU" in device for device in distribution.strategy.extended.worker_devices)


def gpu_memory() -> int | None:
    """The memory that TensorFlow may take of the smallest GPU, in bytes."""
    with suppress(Exception):
        from tensorflow.python.client import device_lib

        limits = [int(each.memory_limit) for each in device_lib.list_local_devices() if each.device_type == "GPU"]
        return min(limits, default=None)
    return None


def free_memory() -> int | None:
    """The memory that this process can still take, in bytes: of the machine, of its container, by its own limit."""
    return min((each for each in (_of_machine(), *_of_groups(), _of_process()) if each is not None), default=None)


def _of_machine() -> int | None:
    """What Linux says is available without hurting others, and the swap."""
    found = _numbers(_PROCESS / "meminfo")
    available = found.get("MemAvailable:")
    return None if available is None else 1024 * (available + found.get("SwapFree:", 0))


def _of_groups() -> Iterator[int]:
    """What is left of the limits of the control groups, own and around, of either version."""
    lines = _lines(_PROCESS / "self/cgroup")
    for name, root, limit, used, files in _VERSIONS:
        own = next((line.split(":", 2)[2] for line in lines if name in line.split(":", 2)[:2]), None)
        folder = _GROUPS / root
        inside = folder / own.lstrip("/") if own is not None else folder
        for group in (inside, *inside.parents):
            most = _number(group / limit)
            if most is not None:
                # What is kept of files is given back when it is needed.
                kept = _numbers(group / "memory.stat").get(files, 0)
                yield max(0, most - (_number(group / used) or 0) + kept)
            if group == folder:
                break


def _of_process() -> int | None:
    """What is left of the limit that `ulimit -v` sets."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return None
    with suppress(OSError, ValueError):
        pages = int((_PROCESS / "self/statm").read_text().split()[0])
        return max(0, limit - pages * os.sysconf("SC_PAGE_SIZE"))
    return None


def _number(file: Path) -> int | None:
    """The number in a file; None where there is no file, or a word."""
    with suppress(ValueError):
        return next((int(line) for line in _lines(file)), None)
    return None


def _numbers(file: Path) -> dict[str, int]:
    """The lines `NAME NUMBER …` of a file."""
    words = (line.split() for line in _lines(file))
    return {each[0]: int(each[1]) for each in words if len(each) > 1 and each[1].isdecimal()}


def _lines(file: Path) -> list[str]:
    with suppress(OSError):
        return file.read_text("ascii", errors="replace").splitlines()
    return []

"""What every strategy has: threads, a tf.distribute strategy, and how it is called."""

from __future__ import annotations

from typing import Any, Self

from dlcli.parts.fields import Count
from dlcli.parts.part import Part


class Strategy(Part):
    """Where the training runs."""

    intra_op_parallelism_threads: Count | None = None
    """How many threads one operation may use. Default: as many as there are cores, shared by the workers here.
    Results are the same to the last bit for the same number only."""
    inter_op_parallelism_threads: Count | None = None
    """How many operations may run at a time. Default: as many as there are cores, shared by the workers here."""

    def chosen(self) -> Strategy:
        """The strategy that stands for this one on this machine: itself, unless it is `auto`."""
        return self

    def with_threads(self) -> Self:
        """The same with every number of threads named."""
        threads = max(1, _cores() // self.workers_here())
        names = ("intra_op_parallelism_threads", "inter_op_parallelism_threads")
        return self.model_copy(update={name: getattr(self, name) or threads for name in names})

    def workers_here(self) -> int:
        """How many worker processes share this machine."""
        return 1

    def place(self) -> tuple[int, int]:
        """Which worker process this one is, and of how many."""
        return 0, 1

    def prepare(self) -> None:
        """What has to be said before TensorFlow makes its runtime; a runtime that is there keeps what it has."""
        import tensorflow as tf

        threading = tf.config.threading
        try:
            threading.set_intra_op_parallelism_threads(self.intra_op_parallelism_threads or 0)
            threading.set_inter_op_parallelism_threads(self.inter_op_parallelism_threads or 0)
        except RuntimeError:
            return

    def build(self, **more: Any) -> Any:
        """The tf.distribute strategy."""
        raise NotImplementedError

    def describe(self) -> str:
        """The devices it uses, in words."""
        return self.word


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

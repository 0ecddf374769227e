"""The strategy that fits what is there."""

from __future__ import annotations

import os
from typing import Any

from dlcli.ground import cluster
from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.strategies.mirrored import Mirrored
from dlcli.parts.strategies.multi_worker import MultiWorker
from dlcli.parts.strategies.one_device import OneDevice


class Auto(Strategy):
    """Every worker that TF_CONFIG or Slurm names; else every GPU; else the CPU.

    Example:
        type: auto
    """

    def chosen(self) -> Strategy:
        import tensorflow as tf

        if cluster.found(os.environ) is not None:
            return self._with(MultiWorker())
        gpus = [f"GPU:{number}" for number in range(len(tf.config.list_physical_devices("GPU")))]
        if len(gpus) > 1:
            return self._with(Mirrored(devices=gpus))
        return self._with(OneDevice(device=gpus[0] if gpus else "CPU:0"))

    def _with(self, strategy: Strategy) -> Strategy:
        """The strategy with the threads that were asked of this one."""
        names = ("intra_op_parallelism_threads", "inter_op_parallelism_threads")
        return strategy.model_copy(update={name: getattr(self, name) for name in names})

    def build(self, **more: Any) -> Any:
        return self.chosen().build(**more)

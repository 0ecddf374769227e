"""The strategy that fits what is there."""

from __future__ import annotations

from typing import Any

from dlcli.parts.strategies._strategy import Strategy
from dlcli.parts.strategies.one_device import OneDevice


class Auto(Strategy):
    """The first GPU where there is one, else the CPU.

    Example:
        type: auto
    """

    def chosen(self) -> Strategy:
        """The strategy that stands for `auto` on this machine."""
        import tensorflow as tf

        return OneDevice(device="GPU:0" if tf.config.list_physical_devices("GPU") else "CPU:0")

    def build(self, **more: Any) -> Any:
        return self.chosen().build(**more)

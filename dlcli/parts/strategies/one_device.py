"""One device."""

from __future__ import annotations

from typing import Any

from dlcli.parts.strategies._device import Device, refuse_missing
from dlcli.parts.strategies._strategy import Strategy


class OneDevice(Strategy):
    """Everything on one device.

    Example:
        type: one_device
        device: "CPU:0"
    """

    device: Device = "CPU:0"
    """Which one: CPU:0, GPU:0, GPU:1, …"""

    def build(self, **more: Any) -> Any:
        import tensorflow as tf

        refuse_missing([self.device], where="distribution.device")
        return tf.distribute.OneDeviceStrategy(f"/{self.device}")

    def describe(self) -> str:
        return self.device

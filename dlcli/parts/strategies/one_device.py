"""One device."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

from dlcli.parts.part import problem
from dlcli.parts.strategies._strategy import Strategy


def _device(value: str) -> str:
    kind, colon, index = value.partition(":")
    if kind not in ("CPU", "GPU") or (colon and not index.isdecimal()):
        raise problem("wrong-value", "", expected='a device such as "CPU:0" or "GPU:1"', value=value)
    return value if colon else f"{value}:0"


class OneDevice(Strategy):
    """Everything on one device.

    Example:
        type: one_device
        device: "CPU:0"
    """

    device: Annotated[str, AfterValidator(_device)] = "CPU:0"
    """Which one: CPU:0, GPU:0, GPU:1, …"""

    def build(self, **more: Any) -> Any:
        import tensorflow as tf

        return tf.distribute.OneDeviceStrategy(f"/{self.device}")

    def describe(self) -> str:
        return self.device

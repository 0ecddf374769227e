"""Several devices of one machine, each with a copy of the network."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from dlcli.ground.errors import UsageError
from dlcli.parts.part import problem
from dlcli.parts.strategies._device import Device, refuse_missing
from dlcli.parts.strategies._strategy import Strategy


def _several(value: list[str]) -> list[str]:
    if len(set(value)) < max(2, len(value)) or len({each.partition(":")[0] for each in value}) > 1:
        raise problem("wrong-value", "", expected="two or more different devices of one kind", value=value)
    numbers = sorted(int(each.partition(":")[2]) for each in value)
    if value[0].startswith("CPU") and numbers != list(range(len(value))):
        raise problem("wrong-value", "", expected="CPU:0, CPU:1, … without a gap", value=value)
    return value


class Mirrored(Strategy):
    """Each device takes its share of every batch; their gradients are added up (tf.distribute.MirroredStrategy).

    CPU:0, CPU:1, … are parts of one processor: not faster, but a test of what several GPUs would compute.

    Example:
        type: mirrored
        devices: ["CPU:0", "CPU:1"]
    """

    devices: Annotated[list[Device], AfterValidator(_several)] | None = None
    """Which ones. Default: every GPU."""
    cross_device_ops: Literal["auto", "nccl", "hierarchical_copy", "reduction_to_one_device"] = "auto"
    """How gradients are added up; auto is nccl on GPUs, reduction_to_one_device elsewhere."""

    def prepare(self) -> None:
        """Cuts the processor into as many devices as are named."""
        import tensorflow as tf

        super().prepare()
        wanted = [name for name in self.devices or () if name.startswith("CPU")]
        processor = tf.config.list_physical_devices("CPU")[0]
        try:
            if wanted:
                one = tf.config.LogicalDeviceConfiguration
                tf.config.set_logical_device_configuration(processor, [one() for _ in wanted])
        except RuntimeError:
            return

    def build(self, **more: Any) -> Any:
        import tensorflow as tf

        names = self.names()
        refuse_missing(names, where="distribution.devices")
        if len(names) < 2:
            raise UsageError(
                f"mirrored needs two devices or more, and finds {', '.join(names) or 'no GPU'}",
                where="distribution",
                help="name them in devices, or write distribution: auto",
            )
        if self.cross_device_ops == "nccl" and not names[0].startswith("GPU"):
            raise UsageError(
                "nccl adds up on GPUs only", where="distribution.cross_device_ops", help="leave it out, or write auto"
            )
        return tf.distribute.MirroredStrategy([f"/{name}" for name in names], cross_device_ops=self._adding())

    def names(self) -> list[str]:
        """The devices by name."""
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
        return self.devices or [f"GPU:{number}" for number in range(len(gpus))]

    def _adding(self) -> Any:
        import tensorflow as tf

        word = self.cross_device_ops
        if word == "auto":
            word = "nccl" if self.names()[0].startswith("GPU") else "reduction_to_one_device"
        made = {
            "nccl": tf.distribute.NcclAllReduce,
            "hierarchical_copy": tf.distribute.HierarchicalCopyAllReduce,
            "reduction_to_one_device": tf.distribute.ReductionToOneDevice,
        }
        return made[word]()

    def describe(self) -> str:
        return ", ".join(self.devices) if self.devices else "every GPU"

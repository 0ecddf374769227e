"""The name of a device, as TensorFlow writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator

from dlcli.ground.errors import UsageError
from dlcli.parts.part import problem


def _device(value: str) -> str:
    kind, colon, index = value.partition(":")
    if kind not in ("CPU", "GPU") or (colon and not index.isdecimal()):
        raise problem("wrong-value", "", expected='a device such as "CPU:0" or "GPU:1"', value=value)
    return f"{kind}:{int(index)}" if colon else f"{kind}:0"


Device = Annotated[str, AfterValidator(_device)]


def refuse_missing(names: Sequence[str], *, where: str) -> None:
    """Refuses devices that this machine has not.

    Raises:
        UsageError: with those that it has.
    """
    import tensorflow as tf

    there = {device.name.removeprefix("/device:") for device in tf.config.list_logical_devices()}
    missing = [name for name in names if name not in there]
    if missing:
        raise UsageError(
            f"{', '.join(missing)} not there; this machine has {', '.join(sorted(there))}",
            where=where,
            help="name devices that are there, or write distribution: auto",
        )

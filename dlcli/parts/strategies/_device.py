"""The name of a device, as TensorFlow writes it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from dlcli.parts.part import problem


def _device(value: str) -> str:
    kind, colon, index = value.partition(":")
    if kind not in ("CPU", "GPU") or (colon and not index.isdecimal()):
        raise problem("wrong-value", "", expected='a device such as "CPU:0" or "GPU:1"', value=value)
    return f"{kind}:{int(index)}" if colon else f"{kind}:0"


Device = Annotated[str, AfterValidator(_device)]

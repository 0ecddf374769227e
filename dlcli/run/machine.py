"""What of a machine decides in which order numbers are added: devices, threads, oneDNN, deterministic operations."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any


def describe(strategy: Any) -> dict[str, Any]:
    """Its part of `environment.json`."""
    import tensorflow as tf

    processor = _processor()
    kinds: dict[str, int] = {}
    for name in strategy.extended.worker_devices:
        device = tf.DeviceSpec.from_string(name)
        kind = f"{device.device_type} ({_model(device) or processor})"
        kinds[kind] = kinds.get(kind, 0) + 1
    return {
        "processor": processor,
        "devices": [device.name.removeprefix("/physical_device:") for device in tf.config.list_physical_devices()],
        "trained_on": kinds,
        "threads": _threads(),
        "onednn": uses_onednn(),
        "deterministic_ops": _is_deterministic(),
    }


def _threads() -> dict[str, int | None]:
    """The sizes of TensorFlow's two pools of threads; where nobody chose one it is the number of cores it may use."""
    import tensorflow as tf

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    chosen = tf.config.threading
    within = chosen.get_intra_op_parallelism_threads() or _number("TF_NUM_INTRAOP_THREADS") or cores
    between = chosen.get_inter_op_parallelism_threads() or _number("TF_NUM_INTEROP_THREADS") or cores
    return {"intra_op": within, "inter_op": between, "cores": cores}


def _number(variable: str) -> int:
    text = os.environ.get(variable, "")
    return int(text) if text.isdecimal() else 0


def uses_onednn() -> bool:
    """Whether TensorFlow computes with oneDNN: by TF_ENABLE_ONEDNN_OPTS, or its own choice for this processor."""
    try:
        from tensorflow.python.util import _pywrap_util_port as port

        return bool(port.IsMklEnabled())
    except (ImportError, AttributeError):
        return os.environ.get("TF_ENABLE_ONEDNN_OPTS", "1") != "0"


def _is_deterministic() -> bool:
    try:
        from tensorflow.python.framework.config import is_op_determinism_enabled

        chosen = bool(is_op_determinism_enabled())
    except (ImportError, AttributeError):
        chosen = False
    return chosen or os.environ.get("TF_DETERMINISTIC_OPS", "").lower() in ("1", "true")


def _model(device: Any) -> str | None:
    """What a GPU is called by who made it."""
    import tensorflow as tf

    physical = tf.config.list_physical_devices(device.device_type)
    if device.device_type == "CPU" or device.device_index >= len(physical):
        return None
    return tf.config.experimental.get_device_details(physical[device.device_index]).get("device_name")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()

"""Loads TensorFlow without a line of its log reaching the user."""

from __future__ import annotations

import atexit
import gc
import os
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import ModuleType
from typing import TypeVar, cast

from dlcli.ground.quiet import without_stderr

NEVER_USED = ("sklearn", "matplotlib", "pandas")
"""What Keras loads where it is installed, for wrappers and drawings that nothing here calls: a second of three."""

Started = TypeVar("Started")
_said: list[bool] = []


def nothing() -> None:
    """What is said before there is a runtime, where nothing has to be."""


def load(start: Callable[[], Started], *, debug: bool = False) -> Started:
    """Imports TensorFlow and Keras, and calls what has to be said before there is a runtime.

    Their chatter is thrown away unless `debug`.
    """
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.pop("TF_USE_LEGACY_KERAS", None)
    os.environ.pop("HDF5_PLUGIN_PATH", None)
    if "tensorflow" in sys.modules and not _asked_before():
        return start()
    compute_with_onednn(use=True)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "0" if debug else "3")
    os.environ.setdefault("ABSL_MIN_LOG_LEVEL", "0" if debug else "3")
    with _hidden(NEVER_USED), _without_collections(), nullcontext() if debug else without_stderr():
        _import()
        started = start()
        import tensorflow as tf

        # The first tensor makes the runtime, which writes to stderr too.
        tf.constant(0)
        return started


def compute_with_onednn(*, use: bool) -> None:
    """Chooses before TensorFlow is loaded; a choice that stands already holds.

    By itself TensorFlow takes oneDNN where a processor has AVX-512 alone. Without it, measured on one that has AVX2:
    LeNet-5 2.6 times slower, an LSTM 1.7 times.
    """
    if platform.machine().lower() in ("x86_64", "amd64"):
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1" if use else "0")


def _asked_before() -> bool:
    """Whether a row of Keras's own had its shape asked of Keras, before anything was said here."""
    return "dlcli.parts.layers.keras" in sys.modules and not _said


def _import() -> None:
    _said.append(True)
    import keras
    import tensorflow as tf

    for device in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(device, True)
    tf.get_logger().setLevel("ERROR")
    keras.config.disable_traceback_filtering()


@contextmanager
def _hidden(packages: tuple[str, ...]) -> Iterator[None]:
    """Makes packages look as if they were not installed; whoever imports them afterwards gets them."""
    hidden = [name for name in packages if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = cast("ModuleType", None)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def _without_collections() -> Iterator[None]:
    """Spares the garbage collector half a million objects that stay: half a second now, one when the process ends."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()
        atexit.register(gc.freeze)

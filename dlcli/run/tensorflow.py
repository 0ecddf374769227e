"""Loads TensorFlow without a line of its log reaching the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def load(*, debug: bool = False) -> None:
    """Imports TensorFlow and Keras; their chatter is thrown away unless `debug`."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.pop("TF_USE_LEGACY_KERAS", None)
    os.environ.pop("HDF5_PLUGIN_PATH", None)
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "0" if debug else "3")
    os.environ.setdefault("ABSL_MIN_LOG_LEVEL", "0" if debug else "3")
    if debug:
        _import()
        return
    with _without_stderr():
        _import()


def _import() -> None:
    import keras
    import tensorflow as tf

    for device in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(device, True)
    tf.get_logger().setLevel("ERROR")
    keras.config.disable_traceback_filtering()
    # The first tensor makes the runtime, which writes to stderr too.
    tf.constant(0)


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Points the descriptor of stderr at nothing: the lines come from C++, not from Python."""
    sys.stderr.flush()
    saved, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nothing)

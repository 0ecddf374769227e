"""The figures of each epoch as TensorBoard's event files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from time import time
from typing import Any

from dlcli.ground.failpoints import failpoint


class Curves:
    """Two folders of event files, `train` and `validation`, in which a figure has the same name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, Any] = {}

    def draw(self, figures: Mapping[str, float], *, step: int) -> str | None:
        """Writes the figures of an epoch, on the disk when this returns; why it could not, where that is so."""
        import tensorflow as tf

        try:
            failpoint("log.tensorboard")
            validated = {name: value for name, value in figures.items() if name.startswith("val_")}
            self._draw("train", {name: value for name, value in figures.items() if name not in validated}, step)
            self._draw("validation", {name[4:]: value for name, value in validated.items()}, step)
        except (OSError, tf.errors.OpError) as error:
            # What follows half a record cannot be read: the next epoch begins new files.
            self._writers.clear()
            return str(error).split("\n\t")[0].split("; ")[-1]
        return None

    def _draw(self, split: str, figures: Mapping[str, float], step: int) -> None:
        """One record for all figures of a split: `tf.summary` takes longer than some networks for an epoch."""
        import numpy as np
        import tensorflow as tf

        proto = tf.compat.v1
        if figures:
            # What is too large for float32 is drawn as infinite.
            with np.errstate(over="ignore"):
                values = [
                    proto.Summary.Value(tag=name, tensor=tf.make_tensor_proto(value, tf.float32), metadata=self._scalar)
                    for name, value in figures.items()
                ]
            self._write(split, proto.Event(step=step, wall_time=time(), summary=proto.Summary(value=values)))

    def _write(self, split: str, event: Any) -> None:
        import tensorflow as tf

        if split not in self._writers:
            name = f"events.out.tfevents.{time():.6f}.{os.uname().nodename}.{os.getpid()}.v2"
            (self._folder / split).mkdir(parents=True, exist_ok=True)
            self._writers[split] = tf.io.TFRecordWriter(str(self._folder / split / name))
            first = tf.compat.v1.Event(wall_time=time(), file_version="brain.Event:2")
            self._writers[split].write(first.SerializeToString())
        self._writers[split].write(event.SerializeToString())
        self._writers[split].flush()

    def close(self) -> None:
        """Lets go of the files."""
        import tensorflow as tf

        for writer in self._writers.values():
            with suppress(tf.errors.OpError):
                writer.close()
        self._writers.clear()

    @cached_property
    def _scalar(self) -> Any:
        """What marks a value as a curve to TensorBoard, which need not be installed to write for it."""
        import tensorflow as tf

        proto = tf.compat.v1.SummaryMetadata
        return proto(plugin_data=proto.PluginData(plugin_name="scalars"), data_class="DATA_CLASS_SCALAR")

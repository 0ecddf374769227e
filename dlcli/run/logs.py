"""What is written down after each epoch: a line of metrics.jsonl, and TensorBoard's event files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dlcli.ground import atomic
from dlcli.run.events import EpochEnded, Event
from dlcli.run.folder import RunFolder, as_json


class Logs:
    """A listener that writes each epoch's figures down."""

    def __init__(self, folder: RunFolder, *, first_step: int) -> None:
        import tensorflow as tf

        self._folder = folder
        if folder.metrics.exists():
            atomic.cut_torn_line(folder.metrics)
            _cut_after(folder, first_step)
        self._writers: dict[str, Any] = {}
        self._make = tf.summary.create_file_writer

    def __call__(self, event: Event) -> None:
        """Takes note of an epoch."""
        if not isinstance(event, EpochEnded):
            return
        rate = {} if event.learning_rate is None else {"learning_rate": event.learning_rate}
        line = {"epoch": event.epoch, "step": event.step, **event.figures, **rate, "seconds": round(event.seconds, 3)}
        atomic.append_line(self._folder.metrics, as_json(line))
        self._summarize({**event.figures, **rate}, step=event.step)

    def _summarize(self, figures: Mapping[str, float], *, step: int) -> None:
        import tensorflow as tf

        for name, value in figures.items():
            split, plain = ("validation", name.removeprefix("val_")) if name.startswith("val_") else ("train", name)
            if split not in self._writers:
                self._writers[split] = self._make(str(self._folder.tensorboard / split))
            with self._writers[split].as_default(step):
                tf.summary.write(plain, tf.constant(value, tf.float32), metadata=_scalar())

    def close(self) -> None:
        """Writes what TensorBoard's writers still hold."""
        for writer in self._writers.values():
            writer.close()


def _scalar() -> Any:
    """What marks a value as a curve to TensorBoard, which need not be installed to write for it."""
    import tensorflow as tf

    proto = tf.compat.v1.SummaryMetadata
    return proto(plugin_data=proto.PluginData(plugin_name="scalars"), data_class="DATA_CLASS_SCALAR")


def _cut_after(folder: RunFolder, step: int) -> None:
    """Takes out the lines of steps that will be taken again."""
    lines = folder.metrics.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if json.loads(line)["step"] <= step]
    if len(kept) < len(lines):
        atomic.write_text(folder.metrics, "".join(f"{line}\n" for line in kept))

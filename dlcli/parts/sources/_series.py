"""Series as examples: a window of steps, and the steps that come after it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from dlcli.ground import digests
from dlcli.ground.errors import DataError
from dlcli.parts.facts import Facts, Feature, Label
from dlcli.parts.fields import Count
from dlcli.parts.sources._arrays import splits
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._fingerprints import DataFile
from dlcli.parts.sources._source import Loaded, Source, Times

if TYPE_CHECKING:
    import numpy as np

WINDOW = "window"


@dataclass(frozen=True)
class Series:
    """The steps of one series after the other, in the order of time."""

    columns: np.ndarray
    """What is known of each step, of shape (steps, columns)."""
    target: np.ndarray
    """What is predicted, a number a step."""
    groups: np.ndarray
    """The number of the series that each step belongs to."""
    files: tuple[DataFile, ...] = ()


@dataclass(frozen=True)
class WindowColumn:
    """Windows that are cut out of a series when they are needed: they overlap, and would fill the memory."""

    steps: np.ndarray
    starts: np.ndarray
    length: int
    batched: bool = True

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def _tensors(self) -> Any:
        import tensorflow as tf

        with tf.init_scope(), tf.device("CPU:0"):
            return tf.constant(self.steps), tf.constant(self.starts)

    def fetch(self, rows: Any) -> Any:
        """The windows of these rows, shape (rows, length, columns), in a TensorFlow graph."""
        import tensorflow as tf

        steps, starts = self._tensors
        return tf.gather(steps, tf.gather(starts, rows)[:, tf.newaxis] + tf.range(self.length, dtype=starts.dtype))

    def unreadable(self) -> str | None:
        """The first file that cannot be read; there is none."""
        return None


class SeriesWindows(Source):
    """Windows of a series."""

    in_time: ClassVar[bool] = True

    window: Count
    """How many steps an example sees."""
    horizon: Count = 1
    """How many of the steps behind them are predicted."""
    stride: Count = 1
    """How many steps lie between the beginnings of two examples."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The columns that are seen.

        Raises:
            DataError: the file cannot be read, or has no such column.
        """

    @abstractmethod
    def series(self) -> Series:
        """The whole series.

        Raises:
            DataError: it cannot be read.
        """

    def facts(self) -> Facts:
        return self._facts(len(self.names()), None)

    def load(self) -> Loaded:
        import numpy as np

        series = self.series()
        starts, places = self._starts(series)
        ahead = np.arange(self.window, self.window + self.horizon)
        wanted = series.target[starts[:, np.newaxis] + ahead]
        values = {"label": wanted[:, 0] if self.horizon == 1 else wanted}
        content = [self.word, self.window, self.horizon, self.stride]
        arrays = [digests.of_bytes(each.tobytes()) for each in (series.columns, series.target, series.groups)]
        first = places + self.window
        return Loaded(
            facts=self._facts(series.columns.shape[1], len(starts)),
            features={WINDOW: WindowColumn(series.columns, starts, self.window)},
            labels={name: ArrayColumn(each) for name, each in values.items()},
            splits=splits(len(starts), len(starts)),
            label_values=values,
            fingerprint=digests.of_json([*content, *arrays]),
            files=series.files,
            times=Times(series.groups[starts], first, first + self.horizon - 1),
        )

    def _facts(self, columns: int, size: int | None) -> Facts:
        label = Label("number", shape=() if self.horizon == 1 else (self.horizon,))
        return Facts({WINDOW: Feature((self.window, columns))}, {"label": label}, {"train": size}, self.word)

    def _starts(self, series: Series) -> tuple[np.ndarray, np.ndarray]:
        """Where each example begins in all steps, and in its own series."""
        import numpy as np

        needed = self.window + self.horizon
        starts, places, longest = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
        for group in np.unique(series.groups):
            steps = np.flatnonzero(series.groups == group)
            own = np.arange(0, len(steps) - needed + 1, self.stride)
            longest = max(longest, len(steps))
            starts.append(steps[0] + own)
            places.append(own)
        found = np.concatenate(starts)
        if not len(found):
            message = f"the longest series has {longest} steps, an example has {needed}: window and horizon"
            raise DataError(message, where="data.source.window", help="write a smaller window")
        return found, np.concatenate(places)

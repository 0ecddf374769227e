"""The columns of a table that was read: in memory, or mapped from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.parts.facts import TABLE
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._contents import Content
from dlcli.parts.sources._mapped import MappedColumn
from dlcli.parts.sources._mapped_texts import TextColumn
from dlcli.parts.sources._source import Column

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class WordColumn:
    """Texts by their number: each different one is kept once."""

    codes: Column
    names: tuple[str, ...]
    batched: bool = True

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def _tensor(self) -> Any:
        import tensorflow as tf

        with tf.init_scope(), tf.device("CPU:0"):
            return tf.constant(self.names, tf.string)

    def fetch(self, rows: Any) -> Any:
        """The texts of these rows, in a TensorFlow graph."""
        import tensorflow as tf

        return tf.gather(self._tensor, self.codes.fetch(rows))

    def texts(self) -> list[str]:
        """The text of each row."""
        import numpy as np

        codes = self.codes.fetch(np.arange(len(self))).numpy()
        return [self.names[code] for code in codes]

    def unreadable(self) -> str | None:
        """The file, where it cannot be read any more."""
        return self.codes.unreadable()


def columns_of(content: Content, kept: np.ndarray | None) -> Mapping[str, Column]:
    """A column for each feature and, where there is one, for the table; `kept` are the rows that remain, None: all."""
    numbers, found = content.matrix(), dict[str, Column]()
    width = len(content.number_columns)
    for name in content.kinds:
        if name in content.texts:
            found[name] = TextColumn(content.texts[name], content.rows if kept is None else kept)
        elif name in content.words:
            words = content.words[name]
            found[name] = WordColumn(_column(_array(words.codes), kept), tuple(words.names))
        else:
            at = content.number_columns.index(name)
            found[name] = _column(numbers[:, at], kept)
    if width or any(kind != "text" for kind in content.kinds.values()):
        found[TABLE] = _column(numbers[:, :width], kept)
    return found


def _array(values: Any) -> np.ndarray:
    import numpy as np

    return values if isinstance(values, np.ndarray) else np.asarray(values)


def _column(values: np.ndarray, kept: np.ndarray | None) -> Column:
    import numpy as np

    if not isinstance(values, np.memmap):
        return ArrayColumn(values if kept is None else values[kept])
    rows = len(values) if kept is None else kept
    return MappedColumn(Path(str(values.filename)), values.__getitem__, rows, values.shape[1:], values.dtype)

"""Examples behind the transforms, kept so that each is read and decoded once: in memory, or in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.build.pipeline import Pipeline
from dlcli.ground import digests
from dlcli.ground.errors import UsageError
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._mapped import MappedColumn
from dlcli.parts.sources._source import Column
from dlcli.recipe.model import Cache

if TYPE_CHECKING:
    import numpy as np
    import tensorflow as tf

MOST_BY_ITSELF = 256 * 2**20
"""Bytes that are kept in memory without being asked to."""
_AT_ONCE = 256


@dataclass(frozen=True)
class Keepable:
    """A feature whose examples all have one shape."""

    shape: tuple[int, ...]
    dtype: Any
    rows: int

    @property
    def bytes(self) -> int:
        """What all its examples take."""
        return self.rows * prod(self.shape) * self.dtype.size


def keepable(pipeline: Pipeline) -> dict[str, Keepable]:
    """The features that can be kept: numbers of one shape, but for tables, whose columns are kept already."""
    import tensorflow as tf

    found = {}
    for name, column in pipeline.features.items():
        if name in pipeline.beside:
            continue
        call = tf.function(lambda rows, name=name: pipeline.feature(name, rows), autograph=False)
        spec = call.get_concrete_function(tf.TensorSpec([None], tf.int64)).structured_outputs
        shape = spec.shape[1:]
        if shape.is_fully_defined() and spec.dtype != tf.string:
            found[name] = Keepable(tuple(shape.as_list()), spec.dtype, len(column))
    return found


def chosen_cache(pipeline: Pipeline, asked: Cache) -> Cache:
    """Where examples are kept; `auto` keeps in memory what is decoded from files, where it is small.

    Raises:
        UsageError: nothing can be kept.
    """
    if asked == "none":
        return asked
    decoded = [name for name, column in pipeline.features.items() if _is_decoded(column)]
    if asked == "auto" and not decoded:
        return "none"
    found = keepable(pipeline)
    if asked != "auto":
        if not found:
            message = "no feature's examples are numbers of one shape, which could be kept"
            raise UsageError(message, where="data.cache", help="take it out")
        return asked
    sizes = [found[name].bytes for name in decoded if name in found]
    return "memory" if sizes and sum(sizes) <= MOST_BY_ITSELF else "none"


def _is_decoded(column: Column) -> bool:
    """Whether examples are made anew each time from what is in files."""
    return not isinstance(column, ArrayColumn | MappedColumn)


def kept_in_memory(pipeline: Pipeline, *, step: Callable[[], None]) -> Pipeline:
    """The pipeline with every example that can be kept in memory; `step` is called now and then."""
    import numpy as np

    kept: dict[str, Column] = {}
    for name, each in keepable(pipeline).items():
        values = np.zeros((each.rows, *each.shape), each.dtype.as_numpy_dtype)
        _fill(pipeline, name, values, step)
        # A tensor is a copy, and while it is made both are there.
        kept[name] = _Tensor.of(values) if values.nbytes <= MOST_BY_ITSELF else _column(Path(), values)
    return replace(pipeline, kept=kept)


@dataclass(frozen=True)
class _Tensor:
    """Examples in memory, once."""

    values: tf.Tensor
    batched: bool = True

    @classmethod
    def of(cls, values: np.ndarray) -> _Tensor:
        import tensorflow as tf

        with tf.init_scope(), tf.device("CPU:0"):
            return cls(tf.constant(values))

    def __len__(self) -> int:
        return int(self.values.shape[0])

    def fetch(self, rows: tf.Tensor) -> tf.Tensor:
        import tensorflow as tf

        return tf.gather(self.values, rows)

    def unreadable(self) -> str | None:
        return None


def kept_in_files(pipeline: Pipeline, folder: Path, *, step: Callable[[], None]) -> None:
    """Writes every example that can be kept into a folder."""
    import numpy as np

    for number, (name, each) in enumerate(keepable(pipeline).items()):
        shape = (each.rows, *each.shape)
        values = np.memmap(folder / str(number), each.dtype.as_numpy_dtype, "w+", shape=shape)
        _fill(pipeline, name, values, step)
        values.flush()


def read_from_files(pipeline: Pipeline, folder: Path) -> Pipeline:
    """The pipeline with the examples that lie in a folder."""
    import numpy as np

    kept: dict[str, Column] = {}
    for number, (name, each) in enumerate(keepable(pipeline).items()):
        path, shape = folder / str(number), (each.rows, *each.shape)
        kept[name] = _column(path, np.memmap(path, each.dtype.as_numpy_dtype, "r", shape=shape))
    return replace(pipeline, kept=kept)


def _column(path: Path, values: np.ndarray) -> MappedColumn:
    return MappedColumn(path, values.__getitem__, len(values), values.shape[1:], values.dtype)


def _fill(pipeline: Pipeline, name: str, values: np.ndarray, step: Callable[[], None]) -> None:
    for rows, examples in _examples(pipeline, name):
        values[rows] = examples
        step()


def _examples(pipeline: Pipeline, name: str) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The examples of every split, some at a time."""
    import tensorflow as tf

    groups = tf.data.Dataset.from_tensor_slices(tf.constant(_rows(pipeline), tf.int64)).batch(_AT_ONCE)

    @tf.autograph.experimental.do_not_convert
    def read(some: tf.Tensor) -> Any:
        return some, pipeline.feature(name, some)

    for some, examples in groups.map(read, num_parallel_calls=tf.data.AUTOTUNE).prefetch(2):
        yield some.numpy(), examples.numpy()


def _rows(pipeline: Pipeline) -> np.ndarray:
    """The rows of every split."""
    import numpy as np

    return np.unique(np.concatenate(list(pipeline.splits.values()))).astype(np.int64)


def digest_parts(pipeline: Pipeline) -> Mapping[str, object]:
    """What decides the values that are kept, beside the data and the recipe: shapes, types and which rows."""
    kept = {name: [each.shape, each.dtype.name, each.rows] for name, each in keepable(pipeline).items()}
    return {"features": kept, "rows": digests.of_bytes(_rows(pipeline).tobytes())}

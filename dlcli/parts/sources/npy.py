"""The source `npy`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.parts.fields import DataPath
from dlcli.parts.sources import _npy_files
from dlcli.parts.sources._array_pairs import ArrayPairs, Found
from dlcli.parts.sources._mapped import MappedColumn, native
from dlcli.parts.sources._npz_file import Pair, check_pair
from dlcli.parts.sources._source import Column

if TYPE_CHECKING:
    import numpy as np


class Npy(ArrayPairs):
    """Two arrays in files that numpy.save wrote, one row an example: features stay in their file until they are needed.

    Whole numbers or text as labels are classes, floats are numbers to predict. Pictures are (rows, height, width,
    channels), or (rows, height, width) of bytes.

    Example:
        type: npy
        features: pictures.npy
        labels: species.npy
    """

    features: DataPath
    """The file of the features, relative to this one."""
    labels: DataPath
    """The file of the labels."""

    def where(self) -> Path:
        return Path(self.features).parent

    def files(self) -> Sequence[Path]:
        return [Path(self.features), Path(self.labels)]

    def found(self) -> Found:
        one, other = (_npy_files.header(path) for path in self.files())
        pair = Pair(Path(self.features).name, Path(self.labels).name, one, other)
        check_pair(self.where(), pair)
        return {"label": {"train": pair}}

    def arrays(self, keys: Sequence[str]) -> np.ndarray:
        import numpy as np

        values = _npy_files.mapped(Path(self.labels))
        return np.ascontiguousarray(values, native(values.dtype))

    def column(self, keys: Sequence[str], shape: tuple[int, ...], kept: np.ndarray) -> Column:
        values = _npy_files.mapped(Path(self.features))
        return MappedColumn(Path(self.features), values.__getitem__, kept, shape, native(values.dtype))

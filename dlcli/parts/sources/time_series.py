"""The source `time_series`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.fields import DataPath
from dlcli.parts.part import problem
from dlcli.parts.sources._csv_cells import Words, read_cells
from dlcli.parts.sources._csv_file import CsvFile, opened, place_of
from dlcli.parts.sources._fingerprints import data_files
from dlcli.parts.sources._series import Series, SeriesWindows

if TYPE_CHECKING:
    import numpy as np


class TimeSeries(SeriesWindows):
    """Windows of a table in time: a CSV file whose rows are steps, the earliest first.

    An example is `window`, the numbers of `columns` in so many steps, and its label the target in the `horizon` steps
    behind them. Held back is what comes last: `data.split` goes by time, and no training example predicts a step that a
    held back one predicts.

    Example:
        type: time_series
        path: sales.csv
        target: sold
        columns: {sold: number, price: number}
        window: 28
        horizon: 7
        group: shop
    """

    path: DataPath
    """The file, relative to this one."""
    target: str
    """The column that is predicted."""
    columns: dict[str, Literal["number"]] | None = None
    """The columns that are seen; without it the target's own past."""
    group: str | None = None
    """The column that says to which series a row belongs: a window never reaches from one into another."""

    @field_validator("group")
    @classmethod
    def _is_a_column_of_its_own(cls, name: str | None, info: ValidationInfo) -> Any:
        used = {*(info.data.get("columns") or ()), info.data.get("target")}
        if name is not None and name in used:
            raise problem("wrong-value", "", expected="a column that is neither seen nor predicted", value=name)
        return name

    def names(self) -> tuple[str, ...]:
        with opened(Path(self.path)) as file:
            return self._names(file)

    def _names(self, file: CsvFile) -> tuple[str, ...]:
        seen = tuple(self.columns) if self.columns is not None else (self.target,)
        for name in (*seen, self.target, *([self.group] if self.group is not None else [])):
            place_of(file, name)
        return seen

    def series(self) -> Series:
        import numpy as np

        with opened(Path(self.path)) as file:
            seen = self._names(file)
            told: dict[str, Any] = {} if self.group is None else {self.group: "category"}
            cells = read_cells(file, (*seen, self.target), told)
        table = np.frombuffer(cells.values, np.float64).reshape(cells.rows, cells.width)
        groups = np.zeros(len(table), np.int64)
        if self.group is not None:
            groups = _in_order(cells.targets[self.group].words)
            # A series keeps its order; its rows may stand between those of others.
            order = np.argsort(groups, kind="stable")
            table, groups = table[order], groups[order]
        files = data_files(Path(self.path).parent, [Path(self.path)])
        return Series(np.ascontiguousarray(table[:, :-1]), table[:, -1].copy(), groups, files)


def _in_order(groups: Words) -> np.ndarray:
    """The number of each row's series, by the names in alphabetical order."""
    import numpy as np

    places = np.argsort(np.argsort(np.array(groups.names)))
    found: np.ndarray = places[np.asarray(groups.codes)].astype(np.int64)
    return found

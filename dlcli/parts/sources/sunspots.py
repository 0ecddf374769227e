"""The source `sunspots`."""

from __future__ import annotations

from pathlib import Path

from dlcli.parts.sources._csv_cells import read_cells
from dlcli.parts.sources._csv_file import opened
from dlcli.parts.sources._series import Series, SeriesWindows

_FILE = Path(__file__).parent / "data" / "sunspots.csv"
_COLUMN = "sunspots"


class Sunspots(SeriesWindows):
    """How many spots the sun had in each year from 1700 to 2008: they come and go in about 11 years.

    From the National Geophysical Data Center; in the public domain. An example is `window`, so many years, and its
    label the `horizon` years behind them. Held back is what comes last.

    Example:
        type: sunspots
        window: 33
        horizon: 5
    """

    def names(self) -> tuple[str, ...]:
        return (_COLUMN,)

    def series(self) -> Series:
        import numpy as np

        with opened(_FILE) as file:
            cells = read_cells(file, (_COLUMN,), {})
        values = np.frombuffer(cells.values, np.float64).copy()
        return Series(values[:, np.newaxis], values, np.zeros(len(values), np.int64))

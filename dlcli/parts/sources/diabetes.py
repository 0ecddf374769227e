"""The source `diabetes`."""

from __future__ import annotations

from dlcli.ground import digests
from dlcli.parts.facts import Facts, Label
from dlcli.parts.sources._arrays import loaded_arrays
from dlcli.parts.sources._source import Loaded, Source
from dlcli.parts.sources._table import table_arrays, table_features

_COLUMNS = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")


class Diabetes(Source):
    """442 patients: ten standardized measurements, and how far diabetes went in a year (Efron et al., 2004).

    The label is a number from 25 to 346; scikit-learn's copy.

    Example:
        type: diabetes
    """

    def facts(self) -> Facts:
        return Facts(table_features(_COLUMNS), {"label": Label(kind="number")}, {"train": 442}, self.word)

    def load(self) -> Loaded:
        import numpy as np
        from sklearn.datasets import load_diabetes

        bunch = load_diabetes()
        labels = bunch.target.astype(np.float64)
        return loaded_arrays(
            Facts(table_features(_COLUMNS), {"label": Label(kind="number")}, {"train": len(labels)}, self.word),
            table_arrays(_COLUMNS, bunch.data.astype(np.float64)),
            labels,
            train=len(labels),
            fingerprint=digests.of_json([self.word, 1]),
        )

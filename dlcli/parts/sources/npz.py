"""The source `npz`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import model_validator

from dlcli.ground.files import open_regular
from dlcli.parts.sources import _npz_arrays
from dlcli.parts.sources._array_pairs import Found
from dlcli.parts.sources._labels import Names, OneOrSeveral, by_label, refuse_fields_of_one_label
from dlcli.parts.sources._npz_file import pairs_by_label
from dlcli.parts.sources._one_file import OneFile

if TYPE_CHECKING:
    import numpy as np


class Npz(OneFile):
    """Arrays in a file that numpy.savez or numpy.savez_compressed wrote: `x` and `y`, one row an example.

    A file with `x_train`, `y_train`, `x_test` and `y_test` brings its own test split, which `limit_per_class` leaves
    whole. Whole numbers or text in `y` are classes, floats are numbers to predict; whole numbers
    of (rows, places, …) are a class at each place. Pictures are (rows, height, width,
    channels), or (rows, height, width) of bytes. `classes` picks labels (`[3, 8]`), or names 0, 1, … (`[cat, dog]`).
    Several arrays of labels, `labels: [y1, y2]`, are labels of these names.

    Example:
        type: npz
        path: flowers.npz
        features: pictures
        labels: species
    """

    features: str = "x"
    """The array that holds the features."""
    labels: Annotated[Names, OneOrSeveral("an array's name")] = "y"
    """The array that holds the labels, or a list of them."""

    @model_validator(mode="after")
    def _classes_are_of_one_label(self) -> Npz:
        refuse_fields_of_one_label(self, self.labels, what="labels")
        return self

    def found(self) -> Found:
        with open_regular(self.where()) as stream:
            return pairs_by_label(stream, self.where(), self.features, by_label(self.labels))

    def arrays(self, keys: Sequence[str]) -> np.ndarray:
        with open_regular(self.where()) as stream:
            return _npz_arrays.read(stream, self.where(), keys)

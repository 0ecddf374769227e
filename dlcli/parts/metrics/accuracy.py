"""The share of right answers."""

from __future__ import annotations

from typing import Any, ClassVar

from dlcli.parts.metrics._metric import Metric
from dlcli.parts.part import keras_class

_BY_FORM = {
    "index": "sparse_categorical_accuracy",
    "one_hot": "categorical_accuracy",
    "binary": "binary_accuracy",
}


class Accuracy(Metric):
    """The share of examples whose largest output is the label's; for yes or no, of outputs on the label's side of 0.5.

    Example:
        type: accuracy
    """

    takes: ClassVar[frozenset[str]] = frozenset({"index", "one_hot", "binary"})

    def build_for(self, form: str) -> Any:
        # Keras's own class of this name compares outputs and labels for equality.
        return keras_class(self.kind, _BY_FORM[form])(name=self.label())

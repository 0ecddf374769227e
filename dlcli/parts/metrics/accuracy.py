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
    """The share of examples whose largest output is the label's; for yes or no, of outputs on the right side.

    Yes is an output above 0.5, or above 0 where the loss is hinge or squared_hinge.

    Example:
        type: accuracy
    """

    takes: ClassVar[frozenset[str]] = frozenset({"index", "one_hot", "binary"})

    def build_for(self, form: str, *, boundary: float = 0.5) -> Any:
        more = {"threshold": boundary} if form == "binary" else {}
        # Keras's own class of this name compares outputs and labels for equality.
        return keras_class(self.kind, _BY_FORM[form])(name=self.label(), **more)

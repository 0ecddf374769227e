"""What every loss has: how it wants its labels, and one value an element."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from dlcli.parts.fields import Positive
from dlcli.parts.part import Part

LabelForm = Literal["index", "one_hot", "binary", "number"]
"""`index` (batch,) whole numbers; `one_hot` (batch, classes); `binary` (batch, 1) of 0 and 1; `number` (batch, n)."""


class Loss(Part):
    """A difference between label and output, to be made small."""

    own: ClassVar[frozenset[str]] = frozenset({"weight"})
    takes: ClassVar[LabelForm] = "number"
    boundary: ClassVar[float] = 0.5
    """Above which a single output means yes."""

    weight: Positive = 1.0
    """By how much it counts in the sum that training makes small."""

    @property
    def smooths(self) -> bool:
        """Whether it can smooth labels."""
        return "label_smoothing" in type(self).model_fields

    def build(self, **more: Any) -> Any:
        """The Keras loss, without reduction: the engine adds up over the whole batch itself."""
        return super().build(reduction=None, **more)

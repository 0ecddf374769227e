"""What every loss has: how it wants its labels, and one value an element."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator

from dlcli.parts.fields import Positive
from dlcli.parts.part import Part, problem

LabelForm = Literal["index", "one_hot", "binary", "number"]
"""`index` (batch,) whole numbers; `one_hot` (batch, classes); `binary` (batch, 1) of 0 and 1; `number` (batch, n)."""


class Loss(Part):
    """A difference between label and output, to be made small."""

    own: ClassVar[frozenset[str]] = frozenset({"weight"})
    takes: ClassVar[LabelForm] = "number"
    boundary: ClassVar[float] = 0.5
    """Above which a single output means yes."""

    sequences: ClassVar[bool] = False
    """Whether it compares whole sequences, which no metric can compare place by place."""
    adversarial: ClassVar[bool] = False
    """Whether it compares generated examples with real ones, and no output with a label."""
    in_between: ClassVar[bool] = True
    """Whether it takes labels between yes and no, or between classes."""

    weight: Positive = 1.0
    """By how much it counts in the sum that training makes small."""

    @property
    def smooths(self) -> bool:
        """Whether it can smooth labels."""
        return "label_smoothing" in type(self).model_fields

    def build(self, **more: Any) -> Any:
        """The Keras loss, without reduction: the engine adds up over the whole batch itself."""
        return super().build(reduction=None, **more)


def _above_zero(weights: str | dict[str, float] | None) -> str | dict[str, float] | None:
    for name, value in weights.items() if isinstance(weights, dict) else ():
        if not isfinite(value) or value <= 0:
            raise problem("wrong-value", "", expected=f"a number above 0 for {name}", value=value)
    return weights


class OfClasses(Loss):
    """A loss of classes, which need not count alike."""

    own: ClassVar[frozenset[str]] = Loss.own | {"class_weight"}

    class_weight: Annotated[Literal["balanced"] | dict[str, float] | None, AfterValidator(_above_zero)] = None
    """By how much the examples of a class count in training: a number by its name, 1 where none is given; or balanced,
    examples / (classes · examples of the class). Validation, evaluation and metrics count all alike."""

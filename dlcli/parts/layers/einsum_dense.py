"""A dense layer over any axes."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._equation import RULE, Equation, parsed
from dlcli.parts.layers._layer import (
    ActivationField,
    Constraint,
    Initializer,
    Layer,
    Regularizer,
    ShapeProblem,
    Weight,
    shape_text,
)
from dlcli.parts.layers._whole_shape import WholeShape
from dlcli.parts.part import default_word, problem
from dlcli.parts.sizes import product


def _equation(value: str) -> str:
    if parsed(value) is None:
        raise problem("wrong-value", "", expected=RULE, value=value)
    return value


class EinsumDense(Layer):
    """y = activation(einsum(equation, x, kernel) + bias): letters that only input and kernel share are summed over.

    `output_shape` has a size for each letter of the output behind the batch; -1 is the input's, which later rows then
    do not know. `bias_axes` are the letters along which the bias has a number of its own.

    Shapes:
        (b, c) → (b, d) for abc,cd->abd; kernel (c, d), bias (d,).

    Example:
        type: einsum_dense
        equation: abc,cd->abd
        output_shape: [-1, 8]
        bias_axes: d
    """

    own: ClassVar[frozenset[str]] = Layer.own | {"sizes"}

    equation: Annotated[str, AfterValidator(_equation)]
    """Input, kernel and output as letters; without dots the first letter is the batch."""
    sizes: Annotated[tuple[Dimension, ...], WholeShape(several=True)] = Field(alias="output_shape")
    """A size for each letter of the output behind the batch; -1: the input's."""
    activation: ActivationField = None
    """What is applied to the output; none: the output itself."""
    bias_axes: str | None = None
    """The letters along which the bias has a number of its own; none: no bias."""
    kernel_initializer: Initializer = default_word("glorot_uniform")
    """How the kernel begins."""
    bias_initializer: Initializer = default_word("zeros")
    """How the bias begins."""
    kernel_regularizer: Regularizer = None
    """A penalty on the kernel."""
    bias_regularizer: Regularizer = None
    """A penalty on the bias."""
    activity_regularizer: Regularizer = None
    """A penalty on the output."""
    kernel_constraint: Constraint = None
    """What the kernel is held to after each update."""
    bias_constraint: Constraint = None
    """What the bias is held to after each update."""

    @field_validator("sizes")
    @classmethod
    def _one_a_letter(cls, value: Any, info: ValidationInfo) -> Any:
        equation = parsed(info.data.get("equation", ""))
        if equation is not None and len(value) != len(equation.outputs):
            rule = f"a list of {len(equation.outputs)}, one for each letter of {equation.outputs!r}"
            raise problem("wrong-value", "", expected=rule, value=list(value))
        return value

    @field_validator("bias_axes")
    @classmethod
    def _letters_of_the_output(cls, value: str | None, info: ValidationInfo) -> str | None:
        equation = parsed(info.data.get("equation", ""))
        if value is not None and equation is not None and not (value and set(value) <= set(equation.outputs)):
            raise problem("wrong-value", "", expected=f"letters of {equation.outputs!r}", value=value)
        return value

    def arguments(self) -> dict[str, Any]:
        sizes = tuple(None if size == -1 else size for size in self.sizes)
        return {**super().arguments(), "output_shape": sizes}

    def output_shape(self, *shapes: Shape) -> Shape:
        shape, equation = shapes[0], self._parsed()
        if shape is None:
            return None if equation.before or equation.after else self._outputs()
        further = self._further(equation, shape)
        own = self._letters(equation, shape)
        for letter, size in zip(equation.outputs, self.sizes, strict=True):
            if size == -1 and letter in equation.kernel + (self.bias_axes or ""):
                raise self._misfit(shape, f"kernel or bias needs the size of {letter!r}", help="write it instead of -1")
            if size not in (-1, None) and letter in own and own[letter] != size:
                reason = f"{letter!r} is {own[letter] or '?'} in the input, {size} in output_shape"
                raise self._misfit(shape, reason, help="write -1, which is the input's")
        return (*further, *self._outputs()) if equation.before else (*self._outputs(), *further)

    def kernel_times(self, *shapes: Shape) -> Dimension:
        shape, equation = shapes[0], self._parsed()
        if shape is None or None in shape:
            return None
        sizes = self._letters(equation, shape)
        shared = product(tuple(sizes[each] for each in equation.inputs if each in equation.kernel))
        return (product(shape) or 0) // (shared or 1)

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        shape, equation = shapes[0], self._parsed()
        sizes = {} if shape is None else self._letters(equation, shape)
        sizes |= dict(zip(equation.outputs, self._outputs(), strict=True))
        kernel = Weight("kernel", tuple(sizes.get(letter) for letter in equation.kernel))
        if self.bias_axes is None:
            return (kernel,)
        start = min(equation.outputs.index(letter) for letter in self.bias_axes)
        bias = tuple(sizes[letter] if letter in self.bias_axes else 1 for letter in equation.outputs[start:])
        further = 0 if equation.before or shape is None else len(shape) - len(equation.inputs)
        return kernel, Weight("bias", (*bias, *(1,) * further))

    def _parsed(self) -> Equation:
        equation = parsed(self.equation)
        assert equation is not None
        return equation

    def _outputs(self) -> tuple[Dimension, ...]:
        return tuple(None if size == -1 else size for size in self.sizes)

    def _letters(self, equation: Equation, shape: tuple[Dimension, ...]) -> dict[str, Dimension]:
        named = shape[len(shape) - len(equation.inputs) :] if equation.before else shape[: len(equation.inputs)]
        return dict(zip(equation.inputs, named, strict=True))

    def _further(self, equation: Equation, shape: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        """The axes that the dots stand for."""
        free = len(shape) - len(equation.inputs)
        if free < 0 or (free and not (equation.before or equation.after)):
            reason = f"{self.equation} reads {len(equation.inputs)} axes after the batch"
            raise self._misfit(shape, reason, field="equation", help="a letter is one axis, ... are any number")
        further = shape[:free] if equation.before else shape[len(equation.inputs) :]
        if equation.before and further != further[::-1]:
            # Keras 3.15 announces these axes in the opposite order.
            raise self._misfit(
                shape, "... can stand for one axis only", field="equation", help="name each axis by a letter"
            )
        return further

    def _misfit(self, shape: Shape, reason: str, *, help: str, field: str = "output_shape") -> ShapeProblem:
        text = shape_text(shape)
        message = f"einsum_dense does not fit its input {text}: {reason}"
        return ShapeProblem(message, field=field, label=f"input is {text}", help=help)

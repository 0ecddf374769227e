"""What every layer has: a name, where its input comes from, its shape rule, its weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, ValidationError, model_serializer
from pydantic_core import InitErrorDetails

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Name, Reference
from dlcli.parts.part import Of, Part, problem
from dlcli.parts.sizes import product, summed

Initializer = Annotated[Part, Of("initializers")]
Regularizer = Annotated[Part, Of("regularizers")] | None
Constraint = Annotated[Part, Of("constraints")] | None


class Weight(NamedTuple):
    """One variable of a layer, in Keras's order: trainable ones first."""

    name: str
    """Names this row's output, for `from` further down and for paths such as freeze."""
    shape: tuple[Dimension, ...]
    trainable: bool = True


class ShapeProblem(ValueError):
    """An input or an argument that does not fit; `field` is the argument at fault, where there is one."""

    def __init__(
        self, message: str, *, field: str | None = None, label: str = "", help: str = "", code: str = "shape-mismatch"
    ) -> None:
        super().__init__(message)
        self.message, self.field, self.label, self.help, self.code = message, field, label, help, code


class Layer(Part):
    """A row of `layers`."""

    own: ClassVar[frozenset[str]] = frozenset({"name", "source"})
    most_inputs: ClassVar[int | None] = 1
    """How many inputs a row may take; None: any number from two."""

    name: Name | None = None
    """What the row is called, by `from` below it and in tables."""
    source: Reference | list[Reference] | None = Field(default=None, alias="from")
    """The row above that it takes, or several; `previous` is the row before it. Default: previous."""

    def output_shape(self, *shapes: Shape) -> Shape:
        """The output's shape without the batch, from the inputs'.

        Raises:
            ShapeProblem: the inputs do not fit.
        """
        return shapes[0]

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        """The variables that the layer makes for these inputs."""
        return ()

    def multiply_adds(self, *shapes: Shape) -> Dimension:
        """How many products kernels and attention add up for an example; None where a size is unknown."""
        kernels = [each for each in self.weight_shapes(*shapes) if each.name.endswith("kernel")]
        return summed(product((*each.shape, self.kernel_times(*shapes))) for each in kernels)

    def kernel_times(self, *shapes: Shape) -> Dimension:
        """How often each number of a kernel is used for an example."""
        output = self.output_shape(*shapes)
        return None if output is None else product(output[:-1])

    def kept(self, *shapes: Shape) -> Dimension:
        """How many numbers a training keeps of an example for the way back, about; None where a size is unknown."""
        output = self.output_shape(*shapes)
        inside = getattr(getattr(self, "activation", None), "between", 0)
        return None if output is None else product((1 + inside, *output))

    def checked_weights(self, *shapes: Shape) -> tuple[Weight, ...]:
        """The variables, where each has as many axes as its initializer, regularizer and constraint take.

        Raises:
            ShapeProblem: at the argument that does not fit.
        """
        weights = self.weight_shapes(*shapes)
        for weight in weights:
            stem = weight.name.removesuffix("_kernel")
            for field in (f"{stem}_initializer", f"{stem}_regularizer"):
                _expect_axes(self, field, weight, getattr(self, field, None))
                _expect_shape(self, field, weight)
            _expect_hold(self, f"{stem}_constraint", weight)
        _expect_weights(self, weights)
        self._check_activations(*shapes)
        return weights

    def _check_activations(self, *shapes: Shape) -> None:
        for field in ("activation", "recurrent_activation"):
            function = getattr(self, field, None)
            if isinstance(function, Layer):
                shape = self.output_shape(*shapes)
                # A recurrent layer applies it to one step after another.
                steps = bool(shape) and getattr(self, "return_sequences", False)
                try:
                    function.output_shape(shape[1:] if shape and steps else shape)
                except ShapeProblem as mistake:
                    raise ShapeProblem(
                        mistake.message, field=field, label=mistake.label, help=mistake.help, code=mistake.code
                    ) from None

    def call_inputs(self, tensors: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The positional and the named arguments with which the Keras layer is called on its inputs."""
        return (tensors[0] if self.most_inputs == 1 else list(tensors),), {}

    def build(self, **more: Any) -> Any:
        """The Keras layer; `name` is the row's path."""
        return super().build(**more)


def _expect_axes(layer: Layer, field: str, weight: Weight, part: Part | None) -> None:
    axes = len(weight.shape)
    if axes < getattr(part, "least_axes", 0) or axes > getattr(part, "most_axes", axes):
        word = getattr(part, "word", "")
        text = f"{axes} ax{'is' if axes == 1 else 'es'}"
        raise ShapeProblem(
            f"{word} does not fit the {weight.name} of {layer.word}, which has {text}",
            field=field,
            label=f"{weight.name} has {text}",
            help=f"dlcli explain {word}",
        )


def _expect_shape(layer: Layer, field: str, weight: Weight) -> None:
    part: Any = getattr(layer, field, None)
    misfit = part.refuses(weight.shape) if hasattr(part, "refuses") else ""
    if misfit:
        message = f"{part.word} {misfit}: the {weight.name} of {layer.word} is {shape_text(weight.shape)}"
        raise ShapeProblem(message, field=field, label=misfit, help=f"dlcli explain {part.word}")


def _expect_weights(layer: Layer, weights: Sequence[Weight]) -> None:
    """Refuses a penalty on, or a bound for, what the layer has not: a bias without `use_bias`."""
    present = {weight.name.removesuffix("_kernel") for weight in weights}
    for field in type(layer).model_fields:
        stem, _, ending = field.rpartition("_")
        held = ending in ("regularizer", "constraint") and stem != "activity"
        if held and stem not in present and getattr(layer, field) is not None:
            raise ShapeProblem(
                f"this {layer.word} has no {stem}, so that {field} changes nothing",
                field=field,
                label=f"there is no {stem}",
                help=f"take {field} away, or let the layer have a {stem}",
                code="idle-argument",
            )


def _expect_hold(layer: Layer, field: str, weight: Weight) -> None:
    part: Any = getattr(layer, field, None)
    misfit = part.misfit(len(weight.shape)) if part is not None else ""
    if misfit:
        raise ShapeProblem(
            f"the {weight.name} of {layer.word} has {len(weight.shape)} axes: {part.word} {misfit}",
            field=field,
            label=misfit,
            help=f"dlcli explain {part.word}",
        )


class Activation(Layer):
    """A function of each element. As a row it is a layer; as `activation: WORD` it ends another layer."""

    own: ClassVar[frozenset[str]] = Layer.own
    between: ClassVar[int] = 0
    """How many steps of its computation are kept beside the output."""
    bare: ClassVar[bool] = False
    """Whether its arguments are so seldom given that it is written without those that have their defaults."""

    @model_serializer(mode="wrap")
    def _with_type(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written, fields = handler(self), type(self).model_fields
        if self.bare:
            usual = {name for name, field in fields.items() if getattr(self, name) == field.default}
            written = {key: value for key, value in written.items() if key not in usual}
        return {"type": self.word, **written}

    def as_argument(self) -> Any:
        fields = type(self).model_fields
        arguments = self.arguments()
        if all(value == fields[name].default for name, value in arguments.items()):
            return self.word
        return keras_operation(self.keras_name or self.word, name=self.word, **arguments)

    def build(self, **more: Any) -> Any:
        import keras

        return keras.layers.Activation(self.as_argument(), **more)


class ActivationWithArguments(Activation):
    """An activation for which Keras has a layer with its arguments."""

    def as_argument(self) -> Any:
        return self.build()

    def build(self, **more: Any) -> Any:
        return Part.build(self, **more)


def keras_operation(word: str, **arguments: Any) -> Any:
    """Keras's operation of this name: a function with arguments that Keras itself saves and loads."""
    # Keras's public functions make these only of symbolic tensors.
    from keras.src.ops import nn

    return getattr(nn, word.title().replace("_", ""))(**arguments)


_Inner = TypeVar("_Inner", bound=Layer)


def not_a_row(layer: _Inner) -> _Inner:
    """Refuses what only a row has: inside another layer nothing could be done with it."""
    of_row = {"name": layer.name, "from": layer.source, "initial_state": getattr(layer, "initial_state", None)}
    for key, value in of_row.items():
        if value is not None:
            own = set(type(layer).keys()) - set(of_row)
            mistake = problem("unknown-key", "", owner=layer.word, part=True, keys=tuple(sorted(own)))
            raise ValidationError.from_exception_data(
                layer.word, [InitErrorDetails(type=mistake, loc=(key,), input=value)]
            )
    return layer


GateField = Annotated[Activation, Of("layers"), AfterValidator(not_a_row)]
"""An activation that a layer cannot be without."""
ActivationField = GateField | None


def shape_text(shape: Shape) -> str:
    """A shape as messages write it: `(28, 28, 1)`, with `?` for what is unknown."""
    if shape is None:
        return "(?)"
    return (
        "(" + ", ".join("?" if size is None else str(size) for size in shape) + ("," if len(shape) == 1 else "") + ")"
    )

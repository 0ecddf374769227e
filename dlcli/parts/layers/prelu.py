"""A rectified linear unit with a learned slope."""

from __future__ import annotations

from typing import Annotated, Any

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Whole
from dlcli.parts.layers._layer import Constraint, Initializer, Layer, Regularizer, ShapeProblem, Weight, shape_text
from dlcli.parts.part import default_word


class PRelu(Layer):
    """x above 0, alpha · x below, with an alpha for each place of an example (He et al., 2015).

    `shared_axes` have one alpha for all their places: [1, 2] gives a picture one for each channel.

    Shapes:
        (a, b, …) → (a, b, …); alpha (a, b, …), with 1 for each shared axis.

    Example:
        type: prelu
        shared_axes: [1]
    """

    alpha_initializer: Initializer = default_word("zeros")
    """How alpha begins."""
    alpha_regularizer: Regularizer = None
    """A penalty on alpha."""
    alpha_constraint: Constraint = None
    """What alpha is held to after each update."""
    shared_axes: Annotated[int | tuple[int, ...] | None, Whole(lists=True)] = None
    """Which axes have one alpha for all their places; 1 is the first after the batch."""

    def output_shape(self, *shapes: Shape) -> Shape:
        shape = shapes[0]
        if shape is not None:
            if max(self._shared(), default=0) > len(shape):
                raise ShapeProblem(
                    f"prelu has no axis {max(self._shared())} in {shape_text(shape)}",
                    field="shared_axes",
                    label=f"input is {shape_text(shape)}",
                    help="1 is the first axis after the batch",
                )
            if None in self._slopes(shape)[:-1]:
                raise ShapeProblem(
                    f"prelu learns a slope for each place, and the input {shape_text(shape)} has no fixed size",
                    label=f"input is {shape_text(shape)}",
                    help=f"share them: shared_axes: {list(range(1, len(shape)))}",
                )
        return shape

    def weight_shapes(self, *shapes: Shape) -> tuple[Weight, ...]:
        return (Weight("alpha", (None,) if shapes[0] is None else self._slopes(shapes[0])),)

    def _shared(self) -> tuple[int, ...]:
        axes: Any = self.shared_axes
        return () if axes is None else axes if isinstance(axes, tuple) else (axes,)

    def _slopes(self, shape: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        shared = self._shared()
        return tuple(1 if axis in shared else size for axis, size in enumerate(shape, start=1))

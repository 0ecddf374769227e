"""The same numbers in another shape."""

from __future__ import annotations

from typing import Annotated

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._layer import Layer, ShapeProblem, shape_text
from dlcli.parts.layers._whole_shape import WholeShape
from dlcli.parts.sizes import product


class Reshape(Layer):
    """The same numbers, in the same order, as another shape; -1 stands for the size that is left.

    Shapes:
        (a, b, …) → target_shape, where both hold the same number of elements.

    Example:
        type: reshape
        target_shape: [-1, 2]
    """

    target_shape: Annotated[tuple[Dimension, ...], WholeShape()]
    """The sizes without the batch; one may be -1, which stands for what is left."""

    def output_shape(self, *shapes: Shape) -> Shape:
        target = self.target_shape
        total = None if shapes[0] is None else product(shapes[0])
        rest = product(tuple(size for size in target if size != -1))
        if total is None or rest is None:
            return tuple(None if size == -1 else size for size in target)
        if total % rest if -1 in target else total != rest:
            raise self._misfit(shapes[0], total, rest)
        return tuple(total // rest if size == -1 else size for size in target)

    def _misfit(self, shape: Shape, total: int, rest: int) -> ShapeProblem:
        divides = f"{total} numbers cannot be divided by {rest}"
        differs = f"{total} numbers do not fill {rest} places"
        return ShapeProblem(
            f"reshape cannot make ({', '.join(map(str, self.target_shape))}) from {shape_text(shape)}: "
            + (divides if -1 in self.target_shape else differs),
            field="target_shape",
            label=f"input is {shape_text(shape)}, {total} numbers",
            help=f"the sizes multiplied have to give {total}; -1 stands for what is left",
            code="reshape-mismatch",
        )

"""What merging layers share: several inputs, the smaller ones stretched over axes of size 1."""

from __future__ import annotations

from functools import reduce
from typing import ClassVar

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._layer import Layer, ShapeProblem, shape_text


class Several(Layer):
    """A layer of several inputs."""

    most_inputs: ClassVar[int | None] = None

    def check_count(self, shapes: tuple[Shape, ...]) -> None:
        """Refuses fewer than two inputs, or more than it takes.

        Raises:
            ShapeProblem: with what to write.
        """
        if len(shapes) < 2 or (self.most_inputs is not None and len(shapes) > self.most_inputs):
            wanted = "two inputs" if self.most_inputs == 2 else "two inputs or more"
            raise ShapeProblem(
                f"{self.word} takes {wanted}, it is given {len(shapes)}", help="name the rows: from: [first, second]"
            )


class Merging(Several):
    """Element by element; an axis of size 1, or a missing first axis, is stretched to the other input's."""

    def output_shape(self, *shapes: Shape) -> Shape:
        self.check_count(shapes)
        return reduce(self._merged, shapes)

    def _merged(self, first: Shape, second: Shape) -> Shape:
        if first is None or second is None:
            return None
        shorter, longer = sorted((first, second), key=len)
        free = len(longer) - len(shorter)
        merged = [_stretched(*pair) for pair in zip(longer[free:], shorter, strict=True)]
        if -1 in merged:
            raise ShapeProblem(
                f"{self.word} cannot bring together {shape_text(first)} and {shape_text(second)}",
                label=f"inputs are {shape_text(first)} and {shape_text(second)}",
                help="inputs need equal sizes, or 1, on each axis",
                code="merge-mismatch",
            )
        return (*longer[:free], *merged)


def _stretched(first: Dimension, second: Dimension) -> Dimension:
    """The common size of an axis, -1 where there is none."""
    if first is None or second is None:
        return None
    if first == 1:
        return second
    return first if second in (1, first) else -1

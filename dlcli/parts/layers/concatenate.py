"""Several inputs side by side."""

from __future__ import annotations

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.layers._axis import Axis, place_of
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._merging import Several


class Concatenate(Several):
    """The inputs one behind the other along an axis: 1 is the first after the batch, -1 the last.

    Shapes:
        (…, a), (…, b), … → (…, a + b + …).

    Example:
        type: concatenate
        from: [first, second]
    """

    axis: Axis = -1
    """Along which axis: 1 is the first after the batch, -1 the last."""

    def output_shape(self, *shapes: Shape) -> Shape:
        self.check_count(shapes)
        known = [shape for shape in shapes if shape is not None]
        if len(known) < len(shapes):
            return None
        place = place_of(self.axis, self.word, known[0], inputs="inputs are")
        if any(_differ(known[0], other, place) for other in known[1:]):
            texts = " and ".join(map(shape_text, known))
            raise ShapeProblem(
                f"concatenate cannot join {texts} along axis {self.axis}",
                label=f"inputs are {texts}",
                help="inputs have to be equal on all axes but this one",
                code="merge-mismatch",
            )
        sizes = [shape[place] for shape in known]
        joined = None if None in sizes else sum(size for size in sizes if size is not None)
        return (*known[0][:place], joined, *known[0][place + 1 :])


def _differ(first: tuple[Dimension, ...], second: tuple[Dimension, ...], place: int) -> bool:
    if len(first) != len(second):
        return True
    pairs = [pair for axis, pair in enumerate(zip(first, second, strict=True)) if axis != place]
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)

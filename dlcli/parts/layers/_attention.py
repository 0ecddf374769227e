"""What the attention layers share: a query that looks at steps, from one to three inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from dlcli.parts.facts import Dimension, Shape
from dlcli.parts.fields import Rate
from dlcli.parts.layers._layer import Layer, ShapeProblem, shape_text
from dlcli.parts.sizes import product, summed

_ROLES = ("query", "value", "key")


class Attending(Layer):
    """One input is query, value and key; of two the second is value and key; three are query, value, key."""

    own: ClassVar[frozenset[str]] = Layer.own | {"use_causal_mask"}
    most_inputs: ClassVar[int | None] = 3

    dropout: Rate = 0.0
    """The share of the weights left out in training."""
    use_causal_mask: bool = False
    """Whether each step sees itself and the steps before it alone, as a decoder needs it."""

    def call_inputs(self, tensors: Sequence[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        query, value, *key = (*tensors, tensors[0]) if len(tensors) == 1 else tensors
        return ([query, value, *key],), {"use_causal_mask": True} if self.use_causal_mask else {}

    def multiply_adds(self, *shapes: Shape) -> Dimension:
        query, value, key = self.roles(shapes)
        return products_of_attention(query, key, summed(each[-1] if each else None for each in (key, value)))

    def kept(self, *shapes: Shape) -> Dimension:
        query, _, key = self.roles(shapes)
        return summed([super().kept(*shapes), products_of_attention(query, key, 2)])

    def roles(self, shapes: tuple[Shape, ...]) -> tuple[Shape, Shape, Shape]:
        """Query, value and key.

        Raises:
            ShapeProblem: one is not (steps, features), or there are not as many keys as values.
        """
        if not 1 <= len(shapes) <= 3:
            raise ShapeProblem(
                f"{self.word} takes one to three inputs, it is given {len(shapes)}", help="from: [query, value, key]"
            )
        for role, shape in zip(_ROLES, shapes, strict=False):
            if shape is not None and len(shape) != 2:
                raise self._not_steps(role, shape)
        query, value = shapes[0], shapes[min(1, len(shapes) - 1)]
        key = shapes[2] if len(shapes) == 3 else value
        if value is not None and key is not None and _differ(value[0], key[0]):
            raise ShapeProblem(
                f"{self.word} needs a key for each value, they are {shape_text(key)} and {shape_text(value)}",
                label=f"inputs are {' and '.join(map(shape_text, shapes))}",
                help="value and key have to have equally many steps",
                code="merge-mismatch",
            )
        return query, value, key

    def expect_equal_width(self, query: Shape, key: Shape) -> None:
        """Refuses a query and a key of different sizes, which cannot be compared.

        Raises:
            ShapeProblem: with what to write.
        """
        if query is not None and key is not None and _differ(query[1], key[1]):
            raise ShapeProblem(
                f"{self.word} cannot compare a query of {query[1]} features with keys of {key[1]}",
                label=f"query is {shape_text(query)}, key {shape_text(key)}",
                help=f"bring the query to {key[1]} features with a dense row, or use multi_head_attention",
            )

    def _not_steps(self, role: str, shape: tuple[int | None, ...]) -> ShapeProblem:
        text, advice = shape_text(shape), "reshape it to (steps, features)"
        if len(shape) == 1:
            advice = "after a recurrent layer write return_sequences: true there, or repeat_vector with n: 1"
        message = f"{self.word} takes (steps, features), its {role} is {text}"
        return ShapeProblem(message, label=f"{role} is {text}", help=advice, code="wrong-rank")


def products_of_attention(query: Shape, key: Shape, across: Dimension) -> Dimension:
    """Every step of the query with every key: the score, and the mean of the values; `across` are both their sizes."""
    return product((query[0] if query else None, key[0] if key else None, across))


def _differ(first: int | None, second: int | None) -> bool:
    return first is not None and second is not None and first != second

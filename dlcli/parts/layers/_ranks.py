"""Inputs of another rank than a layer takes, refused with what to write."""

from __future__ import annotations

from dlcli.parts.facts import Shape
from dlcli.parts.layers._layer import ShapeProblem, shape_text


def expect_rank(word: str, shape: Shape, rank: int, *, axes: str, help: str) -> None:
    """Refuses an input of another rank; `axes` names them: `height, width, channels`."""
    if shape is not None and len(shape) != rank:
        message, label = f"{word} takes ({axes}), its input is {shape_text(shape)}", f"input is {shape_text(shape)}"
        raise ShapeProblem(message, label=label, help=help, code="wrong-rank")


def expect_axis(word: str, shape: Shape) -> None:
    """Refuses an input of a single number an example."""
    if shape == ():
        raise ShapeProblem(
            f"{word} takes at least one axis beside the batch, its input is a single number an example",
            label="input is ()",
            help="add the row {type: reshape, target_shape: [1]} before it",
        )

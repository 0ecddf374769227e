"""What every combinator has: lists of rows inside a row, and how their outputs become one."""

from __future__ import annotations

from typing import Annotated, ClassVar

from dlcli.parts.layers._layer import Layer
from dlcli.parts.part import Of

Rows = list[Annotated[Layer, Of("layers")]]


class Combinator(Layer):
    """A row made of rows. It is written out when the graph is: no Keras layer stands for it."""

    own: ClassVar[frozenset[str]] = Layer.own

    def lists(self) -> tuple[tuple[tuple[str | int, ...], Rows], ...]:
        """Each list of rows with the keys under which it stands; every list takes the row's input."""
        raise NotImplementedError

    def merge_word(self) -> str | None:
        """The word of the layer that joins the lists' outputs; None for a single list."""
        return None

    def label(self) -> str:
        """What the row is called in paths when it has no name."""
        return self.word

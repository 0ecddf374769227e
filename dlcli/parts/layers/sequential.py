"""A list of rows as one row."""

from __future__ import annotations

from dlcli.parts.fields import Name
from dlcli.parts.layers._combinator import Combinator, Rows


class Sequential(Combinator):
    """Rows one after another, as one row: what a block becomes when it is written out.

    `block` is the block's name; rows without a name are called by it.

    Example:
        type: sequential
        layers:
          - {type: dense, units: 8}
          - relu
    """

    layers: Rows
    """The rows."""
    block: Name | None = None
    """The block's name, by which rows without a name are called."""

    def lists(self) -> tuple[tuple[tuple[str | int, ...], Rows], ...]:
        return ((("layers",), self.layers),)

    def label(self) -> str:
        return self.block or self.word

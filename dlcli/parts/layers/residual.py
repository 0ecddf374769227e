"""A residual connection."""

from __future__ import annotations

from pydantic import Field

from dlcli.parts.layers._combinator import Combinator, Rows


class Residual(Combinator):
    """y = main(x) + shortcut(x); an empty shortcut is the identity (He et al., 2015).

    Example:
        type: residual
        main:
          - {type: dense, units: 8, activation: relu}
          - {type: dense, units: 8}
    """

    main: Rows
    """The rows of the long way."""
    shortcut: Rows = Field(default_factory=list)
    """The rows of the short way; none: the input itself."""

    def lists(self) -> tuple[tuple[tuple[str | int, ...], Rows], ...]:
        return (("main",), self.main), (("shortcut",), self.shortcut)

    def merge_word(self) -> str:
        return "add"

"""Several lists of rows side by side."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

from dlcli.parts import shelf
from dlcli.parts.layers._combinator import Combinator, Rows
from dlcli.parts.part import problem


def _merging(word: str) -> str:
    if word not in shelf.words("layers") or getattr(shelf.part("layers", word), "most_inputs", 1) is not None:
        raise problem("wrong-value", "", expected="the word of a merging layer (concatenate, add, …)", value=word)
    return word


class Parallel(Combinator):
    """Each branch takes the row's input; a merging layer joins their outputs (an Inception module).

    Example:
        type: parallel
        merge: concatenate
        branches:
          - [{type: dense, units: 4, activation: relu}]
          - [{type: dense, units: 4, activation: tanh}]
    """

    branches: list[Rows]
    """Lists of rows, two or more."""
    merge: Annotated[str, AfterValidator(_merging)] = "concatenate"
    """The merging layer that joins the outputs: concatenate, add, …"""

    def model_post_init(self, _: Any) -> None:
        if len(self.branches) < 2:
            raise problem("too-few-branches", "", value=len(self.branches))

    def lists(self) -> tuple[tuple[tuple[str | int, ...], Rows], ...]:
        return tuple((("branches", index), rows) for index, rows in enumerate(self.branches))

    def merge_word(self) -> str:
        return self.merge

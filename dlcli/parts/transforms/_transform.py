"""What every transform has: what it makes of a feature's facts, what it learns from data, and its Keras layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.part import Part

if TYPE_CHECKING:
    import numpy as np


class TransformProblem(ValueError):
    """A transform that does not fit the feature it is given."""

    def __init__(self, message: str, *, label: str = "", help: str = "") -> None:
        super().__init__(message)
        self.message, self.label, self.help = message, label, help


class Transform(Part):
    """A step between the raw data and the network, stored in front of it in `model.keras`."""

    learns: ClassVar[bool] = False
    invertible: ClassVar[bool] = False
    """Whether its layer can be undone: a label may have it then."""
    fills: ClassVar[bool] = False
    """Whether numbers may be missing before it, and none is behind it."""

    def feature(self, given: Feature) -> Feature:
        """The facts of its result.

        Raises:
            TransformProblem: it does not fit what it is given.
        """
        return given

    def gives_indices(self) -> bool:
        """Whether its result is numbers of words, which are no measures."""
        return False

    def vocabulary_size(self) -> int | None:
        """How many numbers it gives to words, where that is written in the recipe."""
        return None

    def learned_size(self, fitted: Mapping[str, np.ndarray]) -> int | None:
        """How many numbers it gives to words by what it learned."""
        return None

    def fit(self, batches: Iterable[np.ndarray]) -> Mapping[str, np.ndarray]:
        """What it learns from the training split; nothing, for most."""
        return {}

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        """The Keras layer, for a feature and what was learned from it."""
        return self.build()


def expect_columns(word: str, given: Feature) -> None:
    """Refuses text, and a last axis of unknown size: something is learned for each of its places."""
    expect_numbers(word, given)
    if given.shape and given.shape[-1] is None:
        message = f"{word} needs to know the size of its input's last axis"
        raise TransformProblem(message, help="use scale_to, or rescaling")


def expect_numbers(word: str, given: Feature) -> None:
    """Refuses text."""
    if given.text:
        raise TransformProblem(f"{word} takes numbers, its input is text", help="take it out, or name another feature")


def expect_words(word: str, given: Feature) -> None:
    """Refuses everything but texts of which each is taken as a whole."""
    if not given.text or given.shape != ():
        raise TransformProblem(f"{word} takes text, its input is numbers", help="take it out, or name another feature")


def expect_picture(word: str, given: Feature) -> None:
    """Refuses everything but pictures."""
    expect_numbers(word, given)
    if given.shape is not None and len(given.shape) != 3:
        axes = "one axis" if len(given.shape) == 1 else f"{len(given.shape)} axes"
        message = f"{word} takes pictures (height, width, channels), its input has {axes}"
        raise TransformProblem(message, help="take it out, or name another feature")

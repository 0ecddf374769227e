"""Categories as numbers: each is looked up in a vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Whole
from dlcli.parts.part import problem
from dlcli.parts.transforms._transform import Transform, TransformProblem, expect_words
from dlcli.parts.transforms._vocabulary import packed, unpacked

if TYPE_CHECKING:
    import numpy as np

UNKNOWN_WORDS = 1
"""The number 0, for what the vocabulary has not."""


class StringLookup(Transform):
    """Numbers of whole values from 1 on, for columns of categories; 0 is a value that the vocabulary has not.

    The vocabulary is that of the training split, the most frequent first, and is stored in the model; or it is written
    here. `output_mode: one_hot` gives a place for each number, 1 at its own and 0 elsewhere; `int` gives the number
    itself, for an embedding: `{type: embedding, input_dim: "${data.city.vocabulary}", output_dim: 8, from: city}`.

    Example:
        type: string_lookup
        output_mode: one_hot
    """

    learns: ClassVar[bool] = True

    max_tokens: Annotated[int, Whole(UNKNOWN_WORDS + 1)] | None = None
    """How large the vocabulary is at most, the number 0 with it; rarer values are unknown. Without it all are in."""
    output_mode: Literal["int", "one_hot"] = "int"
    """A number, or a place for each number."""
    vocabulary: list[str] | None = None
    """The values, in the order of their numbers from 1 on; without it they are learned."""

    @field_validator("vocabulary")
    @classmethod
    def _written_or_learned(cls, value: list[str] | None, info: ValidationInfo) -> list[str] | None:
        if value is None:
            return value
        if not value or len(set(value)) < len(value):
            raise problem("wrong-value", "", expected="a list of values, each once", value=value)
        if info.data.get("max_tokens") is not None:
            raise problem("wrong-value", "", expected="left out with max_tokens", value=value)
        return value

    def gives_indices(self) -> bool:
        return self.output_mode == "int"

    def vocabulary_size(self) -> int | None:
        return None if self.vocabulary is None else len(self.vocabulary) + UNKNOWN_WORDS

    def learned_size(self, fitted: Mapping[str, np.ndarray]) -> int | None:
        return len(unpacked(fitted)) + UNKNOWN_WORDS

    def feature(self, given: Feature) -> Feature:
        expect_words(self.word, given)
        size = self.vocabulary_size() or given.vocabulary
        if self.output_mode == "one_hot":
            return replace(given, shape=(size,), text=False, value_range=(0.0, 1.0), vocabulary=None)
        ends = None if size is None else (0.0, float(size - 1))
        return replace(given, text=False, value_range=ends, vocabulary=size)

    def fit(self, batches: Iterable[np.ndarray]) -> Mapping[str, np.ndarray]:
        """The vocabulary, as JSON in bytes.

        Raises:
            TransformProblem: there are no examples.
        """
        if self.vocabulary is not None:
            return packed(self.vocabulary)
        counts = Counter[str]()
        for batch in batches:
            counts.update(each.decode() if isinstance(each, bytes) else each for each in batch.tolist())
        if not counts:
            raise TransformProblem(f"{self.word} has no examples to learn from", help="check data.split")
        # The alphabet decides between values that are as frequent: the same data gives the same numbers.
        words = sorted(counts, key=lambda word: (-counts[word], word))
        return packed(words[: self.max_tokens and self.max_tokens - UNKNOWN_WORDS])

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        return self.build(vocabulary=unpacked(fitted))

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("vocabulary", None)
        return given

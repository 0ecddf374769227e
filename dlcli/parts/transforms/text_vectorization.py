"""Text as numbers: each word or character is looked up in a vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ValidationInfo, field_validator, model_validator

from dlcli.parts.facts import Feature
from dlcli.parts.fields import Count, Whole
from dlcli.parts.part import problem
from dlcli.parts.transforms._subwords import learned_pieces
from dlcli.parts.transforms._transform import Transform, TransformProblem
from dlcli.parts.transforms._vocabulary import packed, unpacked

if TYPE_CHECKING:
    import numpy as np

SPECIAL = 2
"""The numbers 0, which fills up, and 1, for what the vocabulary has not."""


def _each_once(tokens: list[str] | str | None) -> list[str] | str | None:
    if tokens is not None and (not tokens or len(set(tokens)) < len(tokens) or "" in list(tokens)):
        raise problem("wrong-value", "", expected="a list of words, or a text of characters, each once", value=tokens)
    return tokens


class TextVectorization(Transform):
    """Numbers of words, sub-words or characters from 2 on; 1 is one that the vocabulary has not, 0 fills up.

    The vocabulary is that of the training split, the most frequent first, and is stored in the model; or it is written
    here: a list of words, or a text of characters. `output_mode: multi_hot` gives 0 or 1 for each word of the
    vocabulary (the first place is that of unknown words), `count` how often it stands there: the order is lost.
    `split: subword` cuts words into pieces, so that a rare word is several known ones: `max_tokens` pieces are learned,
    the pair that stands side by side most often becoming one again and again; a `▁` stands where a word begins.

    Example:
        type: text_vectorization
        ngrams: 2
    """

    learns: ClassVar[bool] = True

    max_tokens: Annotated[int, Whole(SPECIAL + 1)] | None = None
    """How large the vocabulary is at most, the numbers 0 and 1 with it; without it all words are in."""
    standardize: Literal["lower_and_strip_punctuation", "lower", "strip_punctuation", "none"] = (
        "lower_and_strip_punctuation"
    )
    """What is done to a text before it is split."""
    split: Literal["whitespace", "character", "subword"] = "whitespace"
    """At what a text is split: at blanks, between all characters, or words into the longest pieces that are known."""
    ngrams: Count | None = None
    """Up to how many words that follow one another count as a word too."""
    output_mode: Literal["int", "multi_hot", "count"] = "int"
    """Numbers one after another, or a place for each word of the vocabulary."""
    output_sequence_length: Count | None = None
    """How many numbers a text becomes: longer ones are cut, shorter ones filled up with 0. Default: as many as the
    longest text of the batch has."""
    vocabulary: Annotated[list[str] | str | None, AfterValidator(_each_once)] = None
    """The words, or a text of all characters; without it they are learned."""

    @field_validator("output_sequence_length")
    @classmethod
    def _of_numbers(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and info.data.get("output_mode") in ("multi_hot", "count"):
            raise problem(
                "wrong-value", "", expected=f"left out with output_mode {info.data['output_mode']}", value=value
            )
        return value

    @field_validator("vocabulary")
    @classmethod
    def _written_or_learned(cls, value: list[str] | str | None, info: ValidationInfo) -> list[str] | str | None:
        if value is not None and info.data.get("max_tokens") is not None:
            raise problem("wrong-value", "", expected="left out with max_tokens", value=value)
        if isinstance(value, str) and info.data.get("split") != "character":
            raise problem("wrong-value", "", expected="a list of words; a text with split: character", value=value)
        return value

    @field_validator("ngrams")
    @classmethod
    def _words_alone_follow(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and info.data.get("split") == "subword":
            raise problem("wrong-value", "", expected="left out with split: subword", value=value)
        return value

    @model_validator(mode="after")
    def _as_many_pieces_as_are_wanted(self) -> TextVectorization:
        if self.split == "subword" and self.max_tokens is None and self.vocabulary is None:
            raise problem(
                "missing-key", "", owner="text_vectorization with split: subword", part=False, key="max_tokens"
            )
        return self

    def gives_indices(self) -> bool:
        return self.output_mode == "int"

    def vocabulary_size(self) -> int | None:
        return None if self.vocabulary is None else self._size(len(self.vocabulary))

    def learned_size(self, fitted: Mapping[str, np.ndarray]) -> int | None:
        return self._size(len(unpacked(fitted)))

    def _size(self, words: int) -> int:
        return words + (SPECIAL if self.output_mode == "int" else SPECIAL - 1)

    def feature(self, given: Feature) -> Feature:
        if not given.text:
            raise TransformProblem("text_vectorization takes text, its input is numbers", label="take it out")
        size = given.vocabulary
        if self.output_mode != "int":
            return replace(given, shape=(size,), text=False, value_range=None, vocabulary=None)
        ends = None if self.vocabulary is None or size is None else (0.0, float(size - 1))
        return replace(given, shape=(self.output_sequence_length,), text=False, value_range=ends)

    def fit(self, batches: Iterable[np.ndarray]) -> Mapping[str, np.ndarray]:
        """The vocabulary, as JSON in bytes.

        Raises:
            TransformProblem: there is no text.
        """
        import tensorflow as tf

        if self.vocabulary is not None:
            return packed(list(self.vocabulary))
        rest = iter(batches)
        first = next(rest, None)
        if first is None:
            raise TransformProblem("text_vectorization has no text to learn from", help="check data.split")
        if self.split == "subword":
            assert self.max_tokens is not None
            return packed(learned_pieces(self._words(chain([first], rest)), self.max_tokens - self._size(0)))
        layer = self.build()
        # One after another: all texts at once may not fit into memory.
        texts = tf.TensorSpec([None], tf.string)
        layer.adapt(tf.data.Dataset.from_generator(lambda: chain([first], rest), output_signature=texts))
        return packed(layer.get_vocabulary(include_special_tokens=False))

    def _words(self, batches: Iterable[np.ndarray]) -> Counter[str]:
        """How often each word stands in texts, as the layer sees them."""
        import numpy as np
        import tensorflow as tf

        from dlcli.keras_objects.subwords import BEGINS

        found = Counter[str]()

        def count(texts: Any) -> Any:
            words = tf.strings.split(texts)
            found.update(BEGINS + word.decode("utf-8", "replace") for word in words.flat_values.numpy())
            return words

        layer = self.build(split=count, vocabulary=[BEGINS])
        for batch in batches:
            layer(tf.constant(np.asarray(batch)))
        return found

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        words = unpacked(fitted)
        if self.split != "subword":
            return self.build(vocabulary=words)
        from dlcli.keras_objects.subwords import Subwords

        return self.build(vocabulary=words, split=Subwords(words))

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        given.pop("vocabulary", None)
        return {**given, "standardize": None if self.standardize == "none" else self.standardize}

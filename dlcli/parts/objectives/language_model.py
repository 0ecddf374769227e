"""Learning to write on: at each place of a text, which word or character comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.objectives._objective import SINGLE, Objective, Wanted


class LanguageModel(Objective):
    """At each place the network gives a score for each word of the vocabulary to be the next (Bengio et al., 2003).

    It takes `text`, numbers of words or characters as text_vectorization gives them, all but the last; what it gives at
    a place must not hang on later places: a recurrent layer goes forwards, an attention has use_causal_mask.

    loss is the mean over the texts of the mean over their words, `bits` the same in bits a word, loss / ln 2.
    dlcli sample writes on: it draws word after word.

    Example:
        type: language_model
    """

    compares: ClassVar[Literal["labels", "feature", "nothing"]] = "nothing"
    usual_loss: ClassVar[str | None] = "sparse_categorical_crossentropy"
    losses: ClassVar[tuple[str, ...]] = ("sparse_categorical_crossentropy",)
    needs: ClassVar[tuple[str, ...]] = ("text",)
    endings: ClassVar[Mapping[str, Literal["score", "feature", "words"]]] = {SINGLE: "words"}

    @property
    def reports(self) -> tuple[str, ...]:
        return ("bits", "token_accuracy")

    def inputs(
        self, network: str, features: Mapping[str, Feature], given: Mapping[str, Shape]
    ) -> Mapping[str, Feature]:
        return {name: each for name, each in features.items() if name == "text"}

    def outputs(self, networks: tuple[str, ...], features: Mapping[str, Feature]) -> Mapping[str, Wanted]:
        text = features.get("text")
        if text is None or text.shape is None:
            return {}
        return {SINGLE: Wanted((*text.shape, text.vocabulary), "a score for each word of text")}

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.language_model import LanguageModelStep
        from dlcli.keras_objects.supervised import answer_of

        return LanguageModelStep(network=more["networks"][SINGLE], answer=answer_of(more["loss"]))

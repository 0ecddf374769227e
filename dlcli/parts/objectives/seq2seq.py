"""Learning to turn one text into another: an encoder reads, a decoder writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.fields import Real
from dlcli.parts.objectives._objective import Objective, Wanted

INPUT, TARGET = "input_text", "target_text"


class Seq2seq(Objective):
    """An encoder reads `input_text`, a decoder writes `target_text` word by word (Sutskever et al., 2014).

    Both are numbers of words, as text_vectorization gives them. In training the decoder is given the right words
    before each place (teacher forcing): the number 1 at the start, then the target; it has to give a score for each
    number of the vocabulary at each place, and 0 behind the last word. It may take rows of the encoder,
    `from: encoder.ROW`, begin with the encoder's state, `initial_state: encoder.ROW.state`, and look at all its steps
    with an attention row. What it gives at a place must not hang on later places.

    loss is the mean over the examples of the mean over their words: what fills up is masked. `token_accuracy` is the
    share of an example's words that are right after the right ones before, `exact_match` whether all are: then the
    decoder by itself writes the same. dlcli sample writes for texts of yours.

    Example:
        type: seq2seq
        scheduled_sampling: 0.1
    """

    networks: ClassVar[tuple[str, ...]] = ("encoder", "decoder")
    takes_layers: ClassVar[bool] = False
    compares: ClassVar[Literal["labels", "feature", "nothing"]] = "nothing"
    usual_loss: ClassVar[str | None] = "sparse_categorical_crossentropy"
    losses: ClassVar[tuple[str, ...]] = ("sparse_categorical_crossentropy",)
    prepares: ClassVar[frozenset[tuple[str, str]]] = frozenset({("decoder", TARGET)})
    endings: ClassVar[Mapping[str, Literal["score", "feature", "words"]]] = {"decoder": "words"}
    needs: ClassVar[tuple[str, ...]] = (INPUT, TARGET)

    scheduled_sampling: Annotated[float, Real(least=0, most=1)] = 0.0
    """How often, in training, a word that the decoder is given is its own guess and not the right one (Bengio et al.,
    2015; all guesses are made at once, by a first pass)."""

    @property
    def reports(self) -> tuple[str, ...]:
        return ("token_accuracy", "exact_match")

    def inputs(
        self, network: str, features: Mapping[str, Feature], given: Mapping[str, Shape]
    ) -> Mapping[str, Feature]:
        if not features:
            return {}
        if network == "encoder":
            return {name: each for name, each in features.items() if name != TARGET}
        return {TARGET: _longer(features.get(TARGET, Feature(None)))}

    def outputs(self, networks: tuple[str, ...], features: Mapping[str, Feature]) -> Mapping[str, Wanted]:
        target = features.get(TARGET, Feature(None))
        longer = _longer(target).shape
        if longer is None:
            return {}
        return {"decoder": Wanted((*longer, target.vocabulary), f"a score for each word of {TARGET}")}

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.seq2seq import Seq2seqStep
        from dlcli.keras_objects.supervised import answer_of

        return Seq2seqStep(
            networks=more["networks"],
            takes=more["takes"],
            answer=answer_of(more["loss"]),
            sampled=self.scheduled_sampling,
        )


def _longer(feature: Feature) -> Feature:
    """The text with the start in front of it."""
    shape = feature.shape
    longer = None if not shape else (None if shape[0] is None else shape[0] + 1,)
    return Feature(longer, feature.value_range, vocabulary=feature.vocabulary)

"""What a decoder writes for texts, how near it is to the right ones, and where its attention looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.build.opened import pipeline_of
from dlcli.build.task import build_objective
from dlcli.ground.errors import UsageError
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.run.asked import Asked
from dlcli.run.bleu import bleu
from dlcli.run.evaluate import Restored, restored
from dlcli.run.looked_at import LookedAt, looked_at, recorded
from dlcli.run.texts import LONGEST, Written, between, joined, words_of

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Translated:
    """What was written."""

    texts: tuple[Written, ...]
    looked: tuple[LookedAt, ...] = ()
    """Where the attention looked, for each text and each row that has one; nothing where nobody asks."""
    between: str = " "
    """What stands between two words."""

    def right(self) -> int | None:
        """How many are as they should be; None where that is not known."""
        known = [each for each in self.texts if each.right is not None]
        return sum(each.text == each.right for each in known) if known else None

    def bleu(self) -> float | None:
        """How near all of them are to the right ones; None where these are not known."""
        known = [(self._words(each.text), self._words(each.right)) for each in self.texts if each.right is not None]
        return bleu(known) if known else None

    def _words(self, text: str) -> list[str]:
        return text.split() if self.between else list(text)


def translated(
    target: Path, asked: Asked, *, warn: Callable[[str], None] = lambda _: None, attention: bool = False
) -> Translated:
    """What the decoder of a seq2seq run writes by itself; where it looks meanwhile, if `attention` asks for that.

    Raises:
        UsageError: the run's objective is another, its text has a fixed length and another is asked for, or it has no
            attention and is asked for it.
        CheckpointError: there is no trained network.
    """
    found = restored(target, recipe=None, overrides=(), warn=warn)
    if found.opened.checked.recipe.objective.word != "seq2seq":
        word = found.opened.checked.recipe.objective.word
        raise UsageError(f"{word} does not turn one text into another", where=str(target), help="dlcli explain seq2seq")
    return translated_by(found, asked, attention=attention)


def translated_by(found: Restored, asked: Asked, *, attention: bool = False) -> Translated:
    """The same of networks that are here.

    Raises:
        UsageError: the text has a fixed length and another is asked for, or there is no attention and it is asked for.
    """
    import keras
    import tensorflow as tf

    given, right = _pairs(found, asked)
    ids = tf.constant(given)
    for layer in found.front["input_text"]:
        ids = layer(ids)
    decoder = _Decoder(found, tf.cast(ids, keras.config.floatx()), asked)
    words = decoder.write()
    texts = [joined(found, "target_text", row) for row in words]
    rights: list[str | None] = [*right] if right is not None else [None] * len(given)
    written = tuple(Written(*each) for each in zip(given, texts, rights, strict=True))
    return Translated(written, tuple(decoder.looks(words)) if attention else (), between(found, "target_text"))


def _pairs(found: Restored, asked: Asked) -> tuple[list[str], list[str] | None]:
    """The texts that are given, and the right ones where they are of the data."""
    if asked.texts:
        return list(asked.texts), None
    splits = pipeline_of(found.opened, found.front).splits
    rows = splits[next(each for each in ("test", "validation", "train") if each in splits)][: asked.number]
    columns = (found.opened.loaded.features[name] for name in ("input_text", "target_text"))
    given, right = ([str(each.values[row]) for row in rows] for each in columns if isinstance(each, ArrayColumn))
    return given, right


@dataclass(frozen=True)
class _Decoder:
    """Writes for texts that are given as numbers of words."""

    found: Restored
    ids: Any
    asked: Asked

    @cached_property
    def _objective(self) -> Any:
        return build_objective(self.found.opened.checked, self.found.networks)

    def write(self) -> np.ndarray:
        """The numbers of the words of each text, shape (texts, places)."""
        import tensorflow as tf

        from dlcli.keras_objects.decoding import beam, greedy, logarithms

        asked = self.asked
        (target,) = (each for each in self.found.networks["decoder"].inputs if each.name == "target_text")
        length = _length(target.shape[1], asked)
        given = {"input_text": tf.repeat(self.ids, asked.beam, axis=0)}
        from_logits = self.found.opened.checked.recipe.loss.from_logits  # type: ignore[union-attr]

        @tf.function(autograph=False)
        def written(before: tf.Tensor) -> tf.Tensor:
            # Masks hang on the encoder's own tensors, and would be lost with a copy of them.
            return self._objective.written(before, self._objective.read(given, training=False), training=False)

        def scores(before: np.ndarray, place: int) -> np.ndarray:
            output = written(tf.constant(before, self.ids.dtype))
            return logarithms(output[:, place], from_logits=from_logits)

        texts = len(self.ids)
        if asked.beam == 1:
            return greedy(scores, texts, length)
        return beam(scores, texts, length, width=asked.beam, penalty=asked.length_penalty)

    def looks(self, words: np.ndarray) -> list[LookedAt]:
        """Where each attention looked, one text after the other."""
        import tensorflow as tf

        found = []
        for text, row in zip(self.ids, words, strict=True):
            read = words_of(self.found, "input_text", [int(each) for each in text])
            said = words_of(self.found, "target_text", [int(each) for each in row])
            before = tf.constant([[1, *row[:-1]]], self.ids.dtype)
            with recorded(self.found.networks["decoder"]) as seen:
                rows = self._objective.read({"input_text": text[tf.newaxis]}, training=False)
                self._objective.written(before, rows, training=False)
            looked = [looked_at(layer, scores[-1], read, said) for layer, scores in seen.items()]
            found += [each for each in looked if each is not None]
        return found


def _length(fixed: int | None, asked: Asked) -> int:
    if fixed is None:
        return asked.length or LONGEST
    if asked.length is not None and asked.length != fixed:
        message = f"the recipe's decoder writes {fixed - 1} words and the end, {asked.length} are asked for"
        raise UsageError(message, where="--length", help="leave it out")
    return fixed

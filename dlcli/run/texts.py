"""What a trained network writes: translations of texts, or texts that go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.build.opened import pipeline_of
from dlcli.ground.errors import UsageError
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.transforms.text_vectorization import TextVectorization
from dlcli.recipe.transformed import transforms_of
from dlcli.run.asked import Asked
from dlcli.run.evaluate import Restored, restored

if TYPE_CHECKING:
    import numpy as np

LONGEST = 100
"""How many words are written at most where neither the recipe nor the person says so."""


@dataclass(frozen=True)
class Written:
    """A text that was given, what was written for it, and what would have been right, where that is known."""

    given: str
    text: str
    right: str | None = None


def translated(target: Path, asked: Asked, *, warn: Callable[[str], None] = lambda _: None) -> list[Written]:
    """What the decoder of a seq2seq run writes by itself.

    Raises:
        UsageError: the run's objective is another, or its text has a fixed length and another is asked for.
        CheckpointError: there is no trained network.
    """
    import keras
    import tensorflow as tf

    found = restored(target, recipe=None, overrides=(), warn=warn)
    if found.opened.checked.recipe.objective.word != "seq2seq":
        word = found.opened.checked.recipe.objective.word
        raise UsageError(f"{word} does not turn one text into another", where=str(target), help="dlcli explain seq2seq")
    given, right = _pairs(found, asked)
    ids = tf.constant(given)
    for layer in found.front["input_text"]:
        ids = layer(ids)
    words = _write(found, tf.cast(ids, keras.config.floatx()), asked)
    texts = [_joined(found, "target_text", row) for row in words]
    rights: list[str | None] = [*right] if right is not None else [None] * len(given)
    return [Written(*each) for each in zip(given, texts, rights, strict=True)]


def continued(target: Path, asked: Asked, *, warn: Callable[[str], None] = lambda _: None) -> list[Written]:
    """What a language model writes behind texts, word after word drawn from the seed.

    Raises:
        UsageError: a text has no word.
        CheckpointError: there is no trained network.
    """
    import numpy as np
    import tensorflow as tf

    found = restored(target, recipe=None, overrides=(), warn=warn)
    generator = np.random.default_rng(asked.seed)
    dtype = found.networks["layers"].inputs[0].dtype
    written = []
    for text in asked.texts or (_beginning(found),):
        ids = tf.constant([text])
        for layer in found.front["text"]:
            ids = layer(ids)
        numbers = [int(each) for each in np.ravel(ids)]
        if not numbers:
            raise UsageError("this text has no word to begin with", where=repr(text), help="write one")
        numbers += _drawn(found, numbers, dtype, asked, generator)
        written.append(Written(text, _joined(found, "text", numbers)))
    return written


def _beginning(found: Restored) -> str:
    """The first few words of the first example that was not learned from."""
    splits, column = found.opened.rows, found.opened.loaded.features["text"]
    assert isinstance(column, ArrayColumn)
    text = str(column.values[splits[next(each for each in ("test", "validation", "train") if each in splits)][0]])
    return text[: max(1, len(text) // 5)]


def _drawn(
    found: Restored, numbers: Sequence[int], dtype: str, asked: Asked, generator: np.random.Generator
) -> list[int]:
    import tensorflow as tf

    from dlcli.keras_objects.decoding import likely, logarithms

    network = found.networks["layers"]
    from_logits = found.opened.checked.recipe.loss.from_logits  # type: ignore[union-attr]

    @tf.function(autograph=False, input_signature=[tf.TensorSpec([1, None], dtype)])
    def scores(before: tf.Tensor) -> tf.Tensor:
        return network(before, training=False)[:, -1]

    drawn: list[int] = []
    for _ in range(asked.length or 4 * LONGEST):
        output = logarithms(scores(tf.constant([[*numbers, *drawn]], dtype)), from_logits=from_logits)[0]
        # What fills up, and what is unknown, is nothing to write.
        output[:2] = float("-inf")
        shares = likely(output, temperature=asked.temperature, top_k=asked.top_k, top_p=asked.top_p)
        drawn.append(int(generator.choice(len(shares), p=shares)))
    return drawn


def _pairs(found: Restored, asked: Asked) -> tuple[list[str], list[str] | None]:
    """The texts that are given, and the right ones where they are of the data."""
    if asked.texts:
        return list(asked.texts), None
    splits = pipeline_of(found.opened, found.front).splits
    rows = splits[next(each for each in ("test", "validation", "train") if each in splits)][: asked.number]
    columns = (found.opened.loaded.features[name] for name in ("input_text", "target_text"))
    given, right = ([str(each.values[row]) for row in rows] for each in columns if isinstance(each, ArrayColumn))
    return given, right


def _write(found: Restored, ids: Any, asked: Asked) -> np.ndarray:
    import tensorflow as tf

    from dlcli.build.task import build_objective
    from dlcli.keras_objects.decoding import beam, greedy, logarithms

    objective: Any = build_objective(found.opened.checked, found.networks)
    (target,) = (each for each in found.networks["decoder"].inputs if each.name == "target_text")
    length = _length(target.shape[1], asked)
    given = {"input_text": tf.repeat(ids, asked.beam, axis=0)}
    from_logits = found.opened.checked.recipe.loss.from_logits  # type: ignore[union-attr]

    @tf.function(autograph=False)
    def written(before: tf.Tensor) -> tf.Tensor:
        # Masks hang on the encoder's own tensors, and would be lost with a copy of them.
        return objective.written(before, objective.read(given, training=False), training=False)

    def scores(before: np.ndarray, place: int) -> np.ndarray:
        output = written(tf.constant(before, ids.dtype))
        return logarithms(output[:, place], from_logits=from_logits)

    texts = len(ids)
    if asked.beam == 1:
        return greedy(scores, texts, length)
    return beam(scores, texts, length, width=asked.beam, penalty=asked.length_penalty)


def _length(fixed: int | None, asked: Asked) -> int:
    if fixed is None:
        return asked.length or LONGEST
    if asked.length is not None and asked.length != fixed:
        message = f"the recipe's decoder writes {fixed - 1} words and the end, {asked.length} are asked for"
        raise UsageError(message, where="--length", help="leave it out")
    return fixed


def _joined(found: Restored, feature: str, numbers: Sequence[int]) -> str:
    """Numbers of words as text, up to the end."""
    checked = found.opened.checked
    vectorized = [
        placed.transform
        for placed in transforms_of(checked.recipe, checked.facts)[feature]
        if isinstance(placed.transform, TextVectorization)
    ]
    names = found.front[feature][-1].get_vocabulary()
    words = []
    for number in numbers:
        if number == 0:
            break
        words.append("?" if number == 1 else str(names[number]))
    return ("" if vectorized[-1].split == "character" else " ").join(words)

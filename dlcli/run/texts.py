"""What a trained network writes: numbers of words as text, and texts that go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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


def continued(target: Path, asked: Asked, *, warn: Callable[[str], None] = lambda _: None) -> list[Written]:
    """What a language model writes behind texts, word after word drawn from the seed.

    Raises:
        UsageError: a text has no word.
        CheckpointError: there is no trained network.
    """
    return continued_by(restored(target, recipe=None, overrides=(), warn=warn), asked)


def continued_by(found: Restored, asked: Asked) -> list[Written]:
    """The same of a network that is here.

    Raises:
        UsageError: a text has no word.
    """
    import numpy as np
    import tensorflow as tf

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
        written.append(Written(text, joined(found, "text", numbers)))
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


def joined(found: Restored, feature: str, numbers: Sequence[int]) -> str:
    """Numbers of words as text, up to the end."""
    words = words_of(found, feature, numbers)
    if _split(found, feature) == "subword":
        from dlcli.keras_objects.subwords import BEGINS

        return "".join(words).replace(BEGINS, " ").strip()
    return between(found, feature).join(words)


def between(found: Restored, feature: str) -> str:
    """What stands between two words: nothing, where they are characters."""
    return "" if _split(found, feature) == "character" else " "


def _split(found: Restored, feature: str) -> str:
    checked = found.opened.checked
    vectorized = [
        placed.transform
        for placed in transforms_of(checked.recipe, checked.facts)[feature]
        if isinstance(placed.transform, TextVectorization)
    ]
    return vectorized[-1].split


def words_of(found: Restored, feature: str, numbers: Sequence[int]) -> list[str]:
    """Numbers of words as words, up to the end."""
    names = found.front[feature][-1].get_vocabulary()
    words = []
    for number in numbers:
        if number == 0:
            break
        words.append("?" if number == 1 else str(names[number]))
    return words

"""Where the attention of a decoder looks while it writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlcli.ground.errors import UsageError

if TYPE_CHECKING:
    import keras
    import numpy as np


@dataclass(frozen=True)
class LookedAt:
    """The share of each given word in each written one."""

    layer: str
    given: tuple[str, ...]
    written: tuple[str, ...]
    shares: np.ndarray
    """Of shape (written, given); each row adds up to 1."""


@contextmanager
def recorded(network: keras.Model) -> Iterator[dict[str, list[Any]]]:
    """The scores of every attention of a network that is called within, eagerly, by the name of its row.

    Raises:
        UsageError: it has none.
    """
    layers = [layer for layer in network.layers if _gives_scores(layer)]
    if not layers:
        raise UsageError("this network has no attention", where="--attention", help="dlcli explain additive_attention")
    found: dict[str, list[Any]] = {layer.name: [] for layer in layers}
    originals = {layer.name: layer.call for layer in layers}

    def listening(layer: Any) -> Any:
        def call(*given: Any, **more: Any) -> Any:
            output, scores = originals[layer.name](*given, **{**more, "return_attention_scores": True})
            found[layer.name].append(scores)
            return output

        return call

    for layer in layers:
        layer.call = listening(layer)
    try:
        yield found
    finally:
        for layer in layers:
            layer.call = originals[layer.name]


def _gives_scores(layer: Any) -> bool:
    import keras

    kinds = (keras.layers.Attention, keras.layers.AdditiveAttention, keras.layers.MultiHeadAttention)
    return isinstance(layer, (*kinds, keras.layers.GroupQueryAttention))


def looked_at(layer: str, scores: Any, given: Sequence[str], written: Sequence[str]) -> LookedAt | None:
    """The shares of one text, of shape (1, …, places, steps); None of an attention that looks at other steps."""
    import numpy as np

    shares = np.asarray(scores)[0]
    # The heads of an attention of several are shown as one.
    while shares.ndim > 2:
        shares = shares.mean(axis=0)
    if shares.shape[1] < len(given) or shares.shape[0] < len(written):
        return None
    return LookedAt(layer, tuple(given), tuple(written), shares[: len(written), : len(given)])

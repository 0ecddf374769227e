"""Writing word by word: the most likely word each time, or the most likely of several texts; or drawn words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from dlcli.keras_objects.seq2seq import END, START

Scores = Callable[[np.ndarray, int], np.ndarray]
"""Words so far, shape (texts, length), and a place → log-probabilities of the word at that place, (texts, words)."""


def greedy(scores: Scores, texts: int, length: int) -> np.ndarray:
    """The most likely word at each place, from the start on; shape (texts, length), END behind the last word."""
    written = np.full((texts, length + 1), END, np.int64)
    written[:, 0] = START
    ended = np.zeros(texts, bool)
    for place in range(length):
        words = scores(written[:, :-1], place).argmax(axis=1)
        written[:, place + 1] = np.where(ended, END, words)
        ended |= words == END
        if ended.all():
            break
    return written[:, 1:]


def beam(scores: Scores, texts: int, length: int, *, width: int, penalty: float) -> np.ndarray:
    """The best of `width` texts that are kept at each place; shape (texts, length).

    Texts are compared by log-probability / ((5 + words) / 6) ** penalty (Wu et al., 2016, equation 14).
    `scores` is called with texts * width rows: `width` for each text, one after the other.
    """
    written = np.full((texts, width, length + 1), END, np.int64)
    written[:, :, 0] = START
    # At first all are the same: only one of them may go on.
    total = np.full((texts, width), -np.inf)
    total[:, 0] = 0
    ended, words = np.zeros((texts, width), bool), np.zeros((texts, width), np.int64)
    for place in range(length):
        found = scores(written.reshape(texts * width, -1)[:, :-1], place).reshape(texts, width, -1)
        only_end = np.full(found.shape[-1], -np.inf)
        only_end[END] = 0
        found = np.where(ended[:, :, None], only_end, found)
        sums = total[:, :, None] + found
        longer = words[:, :, None] + (~ended[:, :, None] & (np.arange(found.shape[-1]) != END))
        rated = sums / ((5 + longer) / 6) ** penalty
        best = np.argsort(-rated.reshape(texts, -1), axis=1, kind="stable")[:, :width]
        parent, word = np.divmod(best, found.shape[-1])
        rows = np.arange(texts)[:, None]
        written, words = written[rows, parent], longer[rows, parent, word]
        written[:, :, place + 1] = np.where(ended[rows, parent], END, word)
        total, ended = sums[rows, parent, word], ended[rows, parent] | (word == END)
        if ended.all():
            break
    rated = total / ((5 + words) / 6) ** penalty
    return written[np.arange(texts), rated.argmax(axis=1), 1:]


def likely(scores: np.ndarray, *, temperature: float, top_k: int | None, top_p: float | None) -> np.ndarray:
    """Probabilities of words from log-probabilities, shape (words,): the most likely, sharpened by the temperature.

    `top_k` keeps so many; `top_p` keeps the fewest whose probabilities add up to so much (Holtzman et al., 2020).
    """
    scores = scores / temperature
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    order = np.argsort(-shares, kind="stable")
    kept = len(order) if top_k is None else min(top_k, len(order))
    if top_p is not None:
        kept = min(kept, int(np.searchsorted(np.cumsum(shares[order]), top_p)) + 1)
    chosen = np.zeros_like(shares)
    chosen[order[:kept]] = shares[order[:kept]]
    found: np.ndarray = chosen / chosen.sum()
    return found


def logarithms(values: tf.Tensor, *, from_logits: bool) -> np.ndarray:
    """Log-probabilities of scores or of probabilities."""
    found = tf.nn.log_softmax(values) if from_logits else tf.math.log(tf.maximum(values, 1e-30))
    array: np.ndarray = found.numpy()
    return array

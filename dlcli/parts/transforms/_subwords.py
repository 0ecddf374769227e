"""Learns the pieces into which words are cut: again and again the most frequent pair of neighbours becomes one."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise

LONGEST = 16
"""The most characters of a piece."""
MOST_ALONE = 1
"""A pair that stands there no more often stays two pieces."""
Pair = tuple[str, str]


def learned_pieces(words: Mapping[str, int], size: int) -> list[str]:
    """The `size` first pieces: characters, the most frequent first, then pairs in the order in which they became one.

    `words` says how often each word stands there. What is as frequent as another comes in alphabetical order. Pairs
    that stand there once become none. Source: Sennrich, Haddow and Birch, Neural machine translation of rare words
    with subword units, 2016.
    """
    characters = Counter[str]()
    for word, count in words.items():
        for character in word:
            characters[character] += count
    pieces = dict.fromkeys(sorted(characters, key=lambda each: (-characters[each], each))[:size])
    pairs = _Pairs(words)
    while len(pieces) < size and (best := pairs.most_frequent()) is not None:
        pairs.merge(best)
        pieces["".join(best)] = None
    return list(pieces)


class _Pairs:
    """How often each pair of pieces stands side by side, and in which words."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words, self._times = [list(word) for word in words], list(words.values())
        self._counts, self._places = Counter[Pair](), defaultdict[Pair, set[int]](set)
        for number in range(len(self._words)):
            self._count(number, 1)
        self._queue = [(-count, pair) for pair, count in self._counts.items()]
        heapq.heapify(self._queue)

    def most_frequent(self) -> Pair | None:
        """The most frequent pair; None where none stands there twice."""
        while self._queue:
            count, pair = heapq.heappop(self._queue)
            now = self._counts[pair]
            if now < MOST_ALONE + 1 or len("".join(pair)) > LONGEST:
                continue
            if now == -count:
                return pair
            heapq.heappush(self._queue, (-now, pair))
        return None

    def merge(self, pair: Pair) -> None:
        """Makes one piece of a pair wherever it stands."""
        changed = set[Pair]()
        for number in sorted(self._places.pop(pair)):
            self._count(number, -1)
            self._words[number] = _merged(self._words[number], pair)
            self._count(number, 1)
            changed.update(pairwise(self._words[number]))
        self._counts[pair] = 0
        for each in changed:
            heapq.heappush(self._queue, (-self._counts[each], each))

    def _count(self, number: int, sign: int) -> None:
        for pair in pairwise(self._words[number]):
            self._counts[pair] += sign * self._times[number]
            if sign > 0:
                self._places[pair].add(number)


def _merged(pieces: list[str], pair: Pair) -> list[str]:
    found: list[str] = []
    for piece in pieces:
        # What was merged just now is longer than the first of a pair.
        if found and (found[-1], piece) == pair:
            found[-1] = "".join(pair)
        else:
            found.append(piece)
    return found

"""How near texts are to the right ones: BLEU."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log

LONGEST = 4


def bleu(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> float:
    """The BLEU of texts, each with the right one, as lists of words; from 0 to 1.

    The geometric mean of the shares of n-grams that are also in the right text, n from 1 to 4, over all texts together,
    times exp(1 - right / written) where less is written than would be right (Papineni et al., 2002). Where no text is
    as long as n words, n has no say.
    """
    shares = []
    for n in range(1, LONGEST + 1):
        found = Counter[str]()
        for written, right in pairs:
            own, other = _grams(written, n), _grams(right, n)
            found["all"] += sum(own.values())
            found["right"] += sum((own & other).values())
        if found["all"]:
            shares.append(found["right"] / found["all"])
    if not shares or min(shares) == 0:
        return 0.0
    length, wanted = (sum(len(pair[at]) for pair in pairs) for at in (0, 1))
    return min(1.0, exp(1 - wanted / length)) * exp(sum(map(log, shares)) / len(shares))


def _grams(words: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[start : start + n]) for start in range(len(words) - n + 1))

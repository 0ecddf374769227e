"""Arithmetic with sizes of which some are unknown."""

from __future__ import annotations

from collections.abc import Iterable

from dlcli.parts.facts import Dimension


def summed(numbers: Iterable[Dimension]) -> Dimension:
    """The sum; None where a number is unknown."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def product(shape: tuple[Dimension, ...]) -> Dimension:
    """The number of elements; None where a size is unknown."""
    total = 1
    for size in shape:
        if size is None:
            return None
        total *= size
    return total

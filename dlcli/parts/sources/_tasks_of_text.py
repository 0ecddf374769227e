"""Synthetic tasks whose examples are text: what they give, and how one is drawn from a stream of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dlcli.parts.facts import Feature, Label

if TYPE_CHECKING:
    import numpy as np

Settings = Mapping[str, Any]
Facts = tuple[dict[str, Feature], dict[str, Label]]
Drawn = tuple[dict[str, Any], dict[str, Any]]

FIRST_DAY, DAYS = date(1950, 1, 1), 36_525
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ADJECTIVES = ("big", "small", "old", "young", "quick", "lazy", "grey", "hungry")
PLACES = ("in the garden", "at night", "through the house", "all day", "behind the barn", "in the rain")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def of_order(_: Settings) -> Facts:
    return {"text": Feature((), text=True)}, {"label": Label("classes", 2, ("cat", "dog"))}


def order(_: Settings, draws: np.random.Generator) -> Drawn:
    """`the big dog chases the old cat at night`: each word says nothing of the label, their order all."""
    import numpy as np

    animals = ["cat", "dog"]
    first = int(draws.integers(2))
    one, other = animals[first], animals[1 - first]
    adjectives = [ADJECTIVES[int(each)] for each in draws.integers(len(ADJECTIVES), size=2)]
    place = PLACES[int(draws.integers(len(PLACES)))]
    passive = bool(draws.integers(2))
    verb = "is chased by" if passive else "chases"
    text = f"the {adjectives[0]} {one} {verb} the {adjectives[1]} {other} {place}"
    return {"text": text}, {"label": np.int32(1 - first if passive else first)}


def of_pair(_: Settings) -> Facts:
    return {"input_text": Feature((), text=True), "target_text": Feature((), text=True)}, {}


def addition(settings: Settings, draws: np.random.Generator) -> Drawn:
    # As many of each length, so that short sums are seen too.
    one, other = (int(draws.integers(10 ** int(draws.integers(1, settings["digits"] + 1)))) for _ in range(2))
    return {"input_text": f"{one}+{other}", "target_text": str(one + other)}, {}


def reverse(settings: Settings, draws: np.random.Generator) -> Drawn:
    letters = draws.integers(len(LETTERS), size=int(draws.integers(1, settings["length"] + 1)))
    word = "".join(LETTERS[int(each)] for each in letters)
    return {"input_text": word, "target_text": word[::-1]}, {}


def dates(_: Settings, draws: np.random.Generator) -> Drawn:
    day = FIRST_DAY + timedelta(days=int(draws.integers(DAYS)))
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    forms = (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{weekday}, {month} {day.day}, {day.year}",
        f"{weekday} {day.day} {month[:3]} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{month[:3]} {day.day} {day.year}",
        f"{day.year}, {month} {day.day}",
    )
    text = forms[int(draws.integers(len(forms)))]
    return {"input_text": text.lower() if draws.integers(2) else text, "target_text": day.isoformat()}, {}

"""Synthetic tasks whose examples are numbers: what they give, and how one is drawn from a stream of its own."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

from dlcli.parts.facts import Feature, Label

if TYPE_CHECKING:
    import numpy as np

Settings = Mapping[str, Any]
Facts = tuple[dict[str, Feature], dict[str, Label]]
Drawn = tuple[dict[str, Any], dict[str, Any]]
ALPHABET = 8
"""The symbols of the task copy: 1 to 8; 0 is a blank, 9 asks for them."""


def of_gaussian(settings: Settings) -> Facts:
    return {"features": Feature((settings["dimensions"],))}, {}


def gaussian(settings: Settings, draws: np.random.Generator) -> Drawn:
    return {"features": draws.normal(settings["mean"], settings["stddev"], settings["dimensions"])}, {}


def of_points(settings: Settings) -> Facts:
    return {"features": Feature((2,))}, {"label": Label("classes", settings["classes"])}


def of_two(_: Settings) -> Facts:
    return {"features": Feature((2,))}, {"label": Label("classes", 2)}


def _point(x: float, y: float, number: int, settings: Settings, draws: np.random.Generator) -> Drawn:
    import numpy as np

    return {"features": np.array([x, y]) + draws.normal(0, settings["noise"], 2)}, {"label": np.int32(number)}


def blobs(settings: Settings, draws: np.random.Generator) -> Drawn:
    number = int(draws.integers(settings["classes"]))
    angle = 2 * pi * number / settings["classes"]
    return _point(2 * cos(angle), 2 * sin(angle), number, settings, draws)


def moons(settings: Settings, draws: np.random.Generator) -> Drawn:
    number, angle = int(draws.integers(2)), draws.uniform(0, pi)
    x, y = (cos(angle), sin(angle)) if number == 0 else (1 - cos(angle), 0.5 - sin(angle))
    return _point(x, y, number, settings, draws)


def spirals(settings: Settings, draws: np.random.Generator) -> Drawn:
    number, out = int(draws.integers(settings["classes"])), draws.uniform(0.1, 1)
    angle = 2 * pi * number / settings["classes"] + 4 * out
    return _point(2 * out * cos(angle), 2 * out * sin(angle), number, settings, draws)


def xor(settings: Settings, draws: np.random.Generator) -> Drawn:
    x, y = (int(each) for each in draws.integers(0, 2, 2))
    return _point(x, y, x ^ y, settings, draws)


def of_sine(_: Settings) -> Facts:
    return {"features": Feature((1,))}, {"label": Label("number")}


def sine(settings: Settings, draws: np.random.Generator) -> Drawn:
    import numpy as np

    x = draws.uniform(-pi, pi)
    return {"features": np.array([x])}, {"label": sin(x) + draws.normal(0, settings["noise"])}


def of_adding(settings: Settings) -> Facts:
    return {"features": Feature((settings["length"], 2), (0.0, 1.0))}, {"label": Label("number")}


def adding(settings: Settings, draws: np.random.Generator) -> Drawn:
    import numpy as np

    length = settings["length"]
    values, marks = draws.uniform(size=length), np.zeros(length)
    # One mark in each half, so that the first has to be kept.
    half = max(1, length // 2)
    marks[draws.integers(half)] = 1
    marks[draws.integers(min(half, length - 1), length)] = 1
    return {"features": np.stack([values, marks], axis=1)}, {"label": float(values @ marks)}


def of_copy(settings: Settings) -> Facts:
    steps = settings["length"] + 2 * settings["symbols"] + 1
    label = Label("classes", ALPHABET + 1, shape=(steps,))
    return {"features": Feature((steps,), (0.0, ALPHABET + 1.0))}, {"label": label}


def copy(settings: Settings, draws: np.random.Generator) -> Drawn:
    import numpy as np

    symbols = draws.integers(1, ALPHABET + 1, settings["symbols"])
    blanks = np.zeros(settings["length"], np.int64)
    asked, after = [ALPHABET + 1], np.zeros(settings["symbols"], np.int64)
    given = np.concatenate([symbols, blanks, asked, after])
    wanted = np.concatenate([after, blanks, [0], symbols])
    return {"features": given.astype(np.int32)}, {"label": wanted.astype(np.int32)}

"""The learning rate of each update by the formulas of the schedules, written once more, in NumPy and float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Rates = Callable[..., np.ndarray]


def inverse_time_decay(
    steps: np.ndarray, *, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False
) -> np.ndarray:
    passed = np.floor_divide(steps, decay_steps) if staircase else steps / decay_steps
    return initial_learning_rate / (1.0 + decay_rate * passed)


def polynomial_decay(
    steps: np.ndarray,
    *,
    initial_learning_rate: float,
    decay_steps: int,
    end_learning_rate: float = 1e-4,
    power: float = 1.0,
    cycle: bool = False,
) -> np.ndarray:
    lengths = decay_steps * np.maximum(1, np.ceil(steps / decay_steps)) if cycle else np.full(len(steps), decay_steps)
    gone = np.minimum(steps, lengths)
    return (initial_learning_rate - end_learning_rate) * ((lengths - gone) / lengths) ** power + end_learning_rate


def one_cycle(
    steps: np.ndarray,
    *,
    max_learning_rate: float,
    decay_steps: int,
    warmup_share: float = 0.3,
    start_divisor: float = 25.0,
    end_divisor: float = 1e4,
) -> np.ndarray:
    corners = [0.0, warmup_share * decay_steps, decay_steps]
    heights = [max_learning_rate / start_divisor, max_learning_rate, max_learning_rate / end_divisor]
    return np.interp(steps, corners, heights)


FORMULAS: dict[str, Rates] = {each.__name__: each for each in (inverse_time_decay, polynomial_decay, one_cycle)}
CASES: dict[str, list[dict[str, Any]]] = {
    "inverse_time_decay": [
        {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5},
        {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5, "staircase": True},
        {"initial_learning_rate": 0.1, "decay_rate": 3.0},
    ],
    "polynomial_decay": [
        {"initial_learning_rate": 0.1, "decay_steps": 10},
        {"initial_learning_rate": 0.1, "decay_steps": 10, "end_learning_rate": 0.02, "power": 2.0},
        {"initial_learning_rate": 0.1, "decay_steps": 7, "end_learning_rate": 0.01, "cycle": True},
        {"initial_learning_rate": 0.1, "power": 0.5},
    ],
    "one_cycle": [
        {"max_learning_rate": 0.1, "decay_steps": 10},
        {"max_learning_rate": 0.1, "warmup_share": 0.25, "start_divisor": 4.0, "end_divisor": 100.0},
    ],
}

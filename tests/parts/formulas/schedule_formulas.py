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


def cosine_decay_restarts(
    steps: np.ndarray,
    *,
    initial_learning_rate: float,
    first_decay_steps: int,
    t_mul: float = 2.0,
    m_mul: float = 1.0,
    alpha: float = 0.0,
    **_: int,
) -> np.ndarray:
    found, begin, length, height = [], 0.0, float(first_decay_steps), 1.0
    for step in steps:
        if step >= begin + length:
            begin, length, height = begin + length, length * t_mul, height * m_mul
        fall = height * np.cos(np.pi * (step - begin) / length / 2) ** 2
        found.append(initial_learning_rate * ((1 - alpha) * fall + alpha))
    return np.array(found)


def constant(steps: np.ndarray, *, learning_rate: float, **_: int) -> np.ndarray:
    return np.full(len(steps), learning_rate)


def warmup(
    steps: np.ndarray, *, warmup_steps: int, then: Any, initial_learning_rate: float = 0.0, decay_steps: int
) -> np.ndarray:
    after = np.arange(len(steps) - warmup_steps)
    fields = {"decay_steps": decay_steps - warmup_steps, **then} if isinstance(then, dict) else {}
    word = fields.pop("type", None)
    late = FORMULAS[word](after, **fields) if word else np.full(len(after), then)
    return np.concatenate([np.linspace(initial_learning_rate, late[0], warmup_steps, endpoint=False), late])


def cosine_decay(
    steps: np.ndarray,
    *,
    initial_learning_rate: float,
    decay_steps: int,
    alpha: float = 0.0,
    warmup_target: float | None = None,
    warmup_steps: int = 0,
) -> np.ndarray:
    top = initial_learning_rate if warmup_target is None else warmup_target
    gone = np.clip((steps - warmup_steps) / decay_steps, 0, 1)
    falls = top * ((1 - alpha) * np.cos(np.pi * gone / 2) ** 2 + alpha)
    rises = initial_learning_rate + (top - initial_learning_rate) * steps / max(warmup_steps, 1)
    return np.where(steps < warmup_steps, rises, falls)


def exponential_decay(
    steps: np.ndarray, *, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False
) -> np.ndarray:
    passed = steps // decay_steps if staircase else steps / decay_steps
    return initial_learning_rate * np.exp(passed * np.log(decay_rate))


def piecewise_constant_decay(steps: np.ndarray, *, boundaries: list[int], values: list[float], **_: int) -> np.ndarray:
    return np.array(values)[(steps[:, None] > np.array(boundaries)).sum(axis=1)]


FORMULAS: dict[str, Rates] = {
    each.__name__: each
    for each in (
        cosine_decay,
        exponential_decay,
        piecewise_constant_decay,
        inverse_time_decay,
        polynomial_decay,
        one_cycle,
        cosine_decay_restarts,
        constant,
        warmup,
    )
}
CASES: dict[str, list[dict[str, Any]]] = {
    "cosine_decay": [
        {"initial_learning_rate": 0.1},
        {"initial_learning_rate": 0.1, "decay_steps": 10, "alpha": 0.2},
        {"initial_learning_rate": 0.01, "decay_steps": 10, "warmup_target": 0.1, "warmup_steps": 5},
    ],
    "exponential_decay": [
        {"initial_learning_rate": 0.1, "decay_rate": 0.2},
        {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5, "staircase": True},
    ],
    "piecewise_constant_decay": [{"boundaries": [3, 10], "values": [0.1, 0.03, 0.01]}],
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
    "cosine_decay_restarts": [
        {"initial_learning_rate": 0.1, "first_decay_steps": 3},
        {"initial_learning_rate": 0.1, "first_decay_steps": 1, "t_mul": 3.0},
        {"initial_learning_rate": 0.1, "first_decay_steps": 5, "t_mul": 1.0, "m_mul": 0.5, "alpha": 0.1},
        {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.8},
    ],
    "constant": [{"learning_rate": 0.05}],
    "warmup": [
        {"warmup_steps": 4, "then": 0.1},
        {"warmup_steps": 6, "initial_learning_rate": 0.02, "then": {"type": "one_cycle", "max_learning_rate": 0.1}},
        {"warmup_steps": 1, "then": {"type": "polynomial_decay", "initial_learning_rate": 0.1}},
    ],
}

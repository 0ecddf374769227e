"""How far two runs of one recipe are apart, by quantity."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from dlcli.run import checkpoints
from dlcli.run.folder import RunFolder

QUANTITIES = ("losses", "validation", "figures", "counts", "weights", "averages", "slots", "model", "evaluation")
"""`figures` are metrics; `counts` are whole numbers, and metrics that are shares of them: they have to be equal."""
COUNTED = ("accuracy", "auc", "precision", "recall", "f1_score")
KINDS = {"model": "weights", "averages": "averages"}
SMALLEST = 1e-6
"""What numbers are compared with where all of them are smaller."""
Found = list[tuple[str, float]]
"""Differences, each with the quantity that it belongs to."""


def differences(reference: RunFolder, other: RunFolder) -> dict[str, float]:
    """The largest difference of each quantity; infinite where only one of them has a number."""
    largest: dict[str, float] = {}
    for quantity, difference in [*_logs(reference, other), *_states(reference, other), *_evaluations(reference, other)]:
        largest[quantity] = max(largest.get(quantity, 0.0), difference)
    for name in ("model", "best"):
        paths = getattr(reference, name), getattr(other, name)
        if paths[0].exists() or paths[1].exists():
            largest["model"] = max(largest.get("model", 0.0), _of_files(*paths))
    return largest


def between(reference: Any, other: Any) -> float:
    """The largest difference, as a share of the reference's largest number."""
    one, two = np.asarray(reference, np.float64), np.asarray(other, np.float64)
    if one.shape != two.shape or (np.isfinite(one) != np.isfinite(two)).any():
        return float("inf")
    both = np.isfinite(one)
    if not both.any():
        return 0.0
    return float(np.abs(one[both] - two[both]).max() / max(np.abs(one[both]).max(), SMALLEST))


def _logs(reference: RunFolder, other: RunFolder) -> Iterator[tuple[str, float]]:
    logs = [[json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()] for run in (reference, other)]
    yield "counts", float(len(logs[0]) != len(logs[1]))
    for one, two in zip(*logs, strict=False):
        yield "counts", float(one.keys() != two.keys())
        for name in (one.keys() & two.keys()) - {"seconds", "waited"}:
            yield _compared(name, one[name], two[name])


def _compared(name: str, one: Any, two: Any) -> tuple[str, float]:
    # A share of each text's words is no whole number.
    if name in ("epoch", "step") or (name.endswith(COUNTED) and not name.endswith("token_accuracy")):
        return "counts", float(one != two)
    if name.endswith("loss"):
        return ("validation" if name.startswith("val_") else "losses"), between(_number(one), _number(two))
    return "figures", between(_number(one), _number(two))


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _states(reference: RunFolder, other: RunFolder) -> Iterator[tuple[str, float]]:
    """The newest checkpoints: what was learned, not what is kept of it."""
    (arrays, counters), (arrays_2, counters_2) = (_newest(run) for run in (reference, other))
    yield "counts", float(arrays.keys() != arrays_2.keys())
    largest = {kind: max(map(_size, _floats(arrays, kind)), default=1.0) for kind in ("model", "averages")}
    for name in (arrays.keys() & arrays_2.keys()) - {each for each in arrays if each.startswith("metrics/")}:
        kind, array = name.partition("/")[0], arrays[name]
        if array.dtype.kind != "f":
            yield "counts", float(not np.array_equal(array, arrays_2[name]))
            continue
        share = _size(array) / largest[kind] if kind in largest else 1.0
        yield KINDS.get(kind, "slots"), between(array, arrays_2[name]) * share
    one, two = asdict(counters), asdict(counters_2)
    for name in ("step", "epoch", "skipped", "bad_in_a_row", "rollbacks"):
        yield "counts", float(one[name] != two[name])


def _floats(arrays: Mapping[str, np.ndarray], kind: str) -> list[np.ndarray]:
    return [array for name, array in arrays.items() if name.startswith(f"{kind}/") and array.dtype.kind == "f"]


def _size(array: np.ndarray) -> float:
    return max(float(np.abs(array).max(initial=0.0)), SMALLEST)


def _newest(run: RunFolder) -> tuple[dict[str, np.ndarray], checkpoints.Counters]:
    return checkpoints.read(run.checkpoints / checkpoints.list_names(run.checkpoints)[-1])


def _evaluations(reference: RunFolder, other: RunFolder) -> Iterator[tuple[str, float]]:
    one, two = (json.loads(run.evaluation.read_bytes()) for run in (reference, other))
    yield "evaluation", between(_number(one.pop("loss")), _number(two.pop("loss")))
    metrics = one.pop("metrics"), two.pop("metrics")
    for name, value in metrics[0].items():
        quantity, difference = _compared(name, value, metrics[1][name])
        yield (quantity if quantity == "counts" else "evaluation"), difference
    yield "counts", float(one != two)


def _of_files(reference: Path, other: Path) -> float:
    """Weights in a `.keras` file, as a share of the largest of them."""
    if reference.exists() != other.exists():
        return float("inf")
    one, two = _weights(reference), _weights(other)
    if one.keys() != two.keys():
        return float("inf")
    largest = max(map(_size, one.values()))
    return max(between(one[name], two[name]) * _size(one[name]) / largest for name in one)


def _weights(path: Path) -> Mapping[str, np.ndarray]:
    import zipfile

    found: dict[str, np.ndarray] = {}
    with zipfile.ZipFile(path) as archive, archive.open("model.weights.h5") as stream, h5py.File(stream) as file:

        def take(name: str, item: Any) -> None:
            if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
                found[name] = np.asarray(item)

        file.visititems(take)
    return found


def worst(differences: Mapping[str, float]) -> float:
    """The largest of them; counts that are not equal are infinitely far apart."""
    return max(float("inf") if name == "counts" and value else value for name, value in differences.items())


def text(value: float | None) -> str:
    """A cell of the table."""
    if value is None:
        return ""
    return "=" if value == 0 else f"{value:.0e}" if isfinite(value) else "apart"

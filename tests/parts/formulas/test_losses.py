"""A recipe trains by the formula of its loss: gradients are taken of it, the loss of each epoch is its mean.

Every loss has an output of its own, and the outputs share no weight: one training holds many formulas.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from itertools import groupby, product
from pathlib import Path

import numpy as np
import pytest

from dlcli.parts import shelf
from dlcli.run import checkpoints
from dlcli.run.folder import RunFolder
from tests.engine.strategies import train_all, trained
from tests.engine.trains import train
from tests.parts.cases import ADVERSARIAL
from tests.parts.formulas.loss_formulas import (
    ACTIVATIONS,
    AMOUNTS,
    OF_CLASSES,
    OVERLAPS,
    YES_OR_NO,
    Array,
    Case,
    sigmoid,
    softmax,
)

GENERATOR = np.random.default_rng(13)
COUNT, BATCH, EPOCHS, RATE = 13, 5, 7, 0.05
"""Three updates an epoch, the last one of three examples: 21 in all."""
X = GENERATOR.normal(size=(COUNT, 3))
KINDS = np.arange(COUNT) * 5 % 3
LABELS = {
    "amount": np.abs(GENERATOR.normal(size=(COUNT, 2))) + 0.5,
    "yes": (np.arange(COUNT) % 3 > 0).astype(int),
    "kind": KINDS,
}
CASES = {"amount": AMOUNTS, "yes": (*YES_OR_NO, *OVERLAPS), "kind": OF_CLASSES}
UNITS = {"amount": 2, "yes": 1, "kind": 3}
STEP = 1e-6
"""Of a central difference: its error is of the order of STEP²."""
TOLERANCE = 1e-6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe for each kind of label, and the arrays that they read."""
    path, arrays = tmp_path_factory.mktemp("losses"), {"x": X}
    for kind, cases in CASES.items():
        names = [f"{kind}_{number}" for number in range(len(cases))]
        arrays.update(dict.fromkeys(names, LABELS[kind]))
        rows = [
            {
                "type": "dense",
                "units": UNITS[kind],
                "activation": case.activation,
                "from": "features",
                "name": f"of_{name}",
                "kernel_initializer": {"type": "identity", "gain": 0.5},
            }
            for name, case in zip(names, cases, strict=True)
        ]
        recipe = {
            "data": {
                "source": {"type": "npz", "path": "data.npz", "labels": names},
                "batch_size": BATCH,
                "shuffle": False,
            },
            "layers": rows,
            "outputs": {name: f"of_{name}" for name in names},
            "loss": {name: {"type": case.word, **case.fields} for name, case in zip(names, cases, strict=True)},
            "metrics": {name: [] for name in names},
            "optimizer": {"type": "sgd", "learning_rate": RATE},
            "training": {"epochs": EPOCHS, "precision": "float64"},
        }
        (path / f"{kind}.yaml").write_text(json.dumps(recipe), "utf-8")
    np.savez(path / "data.npz", **arrays)
    return path


def means(case: Case, kind: str, weights: Array, rows: slice) -> float:
    """The mean loss of some examples; the last row of the weights is the bias."""
    label = {"amount": LABELS["amount"], "yes": LABELS["yes"][:, None], "kind": np.eye(3)[KINDS]}[kind]
    output = ACTIVATIONS[case.activation](X[rows] @ weights[:-1] + weights[-1])
    return float(np.mean(case.formula(label[rows], output)))


def slopes(of: Callable[[Array], float], weights: Array) -> Array:
    """The gradient by central differences."""
    found = np.zeros_like(weights)
    for place in np.ndindex(*weights.shape):
        moved = np.zeros_like(weights)
        moved[place] = STEP
        found[place] = (of(weights + moved) - of(weights - moved)) / 2 / STEP
    return found


def expected(case: Case, kind: str) -> tuple[list[float], Array]:
    """The loss of each epoch and the weights at the end."""
    weights, losses = np.vstack([0.5 * np.eye(3, UNITS[kind]), np.zeros((1, UNITS[kind]))]), []
    for _ in range(EPOCHS):
        total = 0.0
        for first in range(0, COUNT, BATCH):
            rows = slice(first, min(first + BATCH, COUNT))
            total += means(case, kind, weights, rows) * (rows.stop - first)
            weights = weights - RATE * slopes(partial(means, case, kind, rows=rows), weights)
        losses.append(total / COUNT)
    return losses, weights


def hold(run: RunFolder, kind: str) -> None:
    """Compares each output's losses and weights with its formula's."""
    lines = [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]
    arrays = checkpoints.read(max(run.checkpoints.iterdir()))[0]
    for number, case in enumerate(CASES[kind]):
        losses, weights = expected(case, kind)
        name = f"{kind}_{number}"
        message = f"{case.word} {case.fields}"
        np.testing.assert_allclose([line[f"{name}_loss"] for line in lines], losses, rtol=TOLERANCE, err_msg=message)
        found = np.vstack([arrays[f"model/layers/of_{name}/0"], arrays[f"model/layers/of_{name}/1"][None]])
        np.testing.assert_allclose(found, weights, rtol=TOLERANCE, atol=TOLERANCE, err_msg=message)
        assert np.abs(found[:-1] - 0.5 * np.eye(3, UNITS[kind])).max() > 1e-3, f"{message}: nothing moved"


@pytest.mark.parametrize("kind", CASES)
def test_one_device_trains_by_the_formulas(kind: str, folder: Path) -> None:
    hold(train(folder, "one_device", kind), kind)


@pytest.mark.slow
def test_two_replicas_train_by_the_formulas(folder: Path) -> None:
    train_all("mirrored-2", list(CASES), folder, seconds=300)
    for kind in CASES:
        hold(trained("mirrored-2", kind, folder), kind)


@pytest.mark.parametrize("case", OVERLAPS, ids=lambda case: case.word)
def test_overlaps_are_taken_over_the_whole_of_an_example(case: Case, tmp_path: Path) -> None:
    """With three numbers an example, so that what is missed and what is said too much differ."""
    regions = np.asarray([[1.0, 1, 0], [0, 1, 0], [1, 0, 1], [1, 1, 0], [0, 0, 1], [1, 1, 1], [0, 1, 0]])
    np.savez(tmp_path / "data.npz", x=regions, y=np.zeros(len(regions)))
    recipe = {
        "objective": "autoencoder",
        "data": {"source": {"type": "npz", "path": "data.npz"}, "batch_size": "full", "shuffle": False},
        "layers": [{"type": "dense", "units": 3, "activation": "sigmoid", "kernel_initializer": "identity"}],
        "loss": {"type": case.word, **case.fields},
        "metrics": [],
        "optimizer": {"type": "sgd", "learning_rate": 0.5},
        "training": {"epochs": 20, "precision": "float64"},
    }
    (tmp_path / "overlap.yaml").write_text(json.dumps(recipe), "utf-8")
    run = train(tmp_path, "one_device", "overlap")
    lines = [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]

    def mean(weights: Array) -> float:
        return float(np.mean(case.formula(regions, sigmoid(regions @ weights[:-1] + weights[-1]))))

    weights, losses = np.vstack([np.eye(3), np.zeros((1, 3))]), []
    for _ in range(20):
        losses.append(mean(weights))
        weights = weights - 0.5 * slopes(mean, weights)
    np.testing.assert_allclose([line["loss"] for line in lines], losses, rtol=TOLERANCE)
    assert losses[-1] < losses[0] - 0.03


STEPS, SAID = 4, np.asarray([[1, 2], [1, 0], [2, 2], [0, 0], [2, 1], [2, 0], [1, 1]])


def all_ways(label: Array, scores: Array) -> float:
    """-log of the probabilities, added up, of every way to say a label: each a class for each step."""
    shares, total = softmax(scores), 0.0
    for way in product(range(3), repeat=STEPS):
        if [each for each, _ in groupby(way) if each] == [each for each in label if each]:
            total += float(np.prod([shares[step, each] for step, each in enumerate(way)]))
    return -np.log(total)


def test_sequences_train_by_all_ways_to_say_them(tmp_path: Path) -> None:
    series = np.random.default_rng(8).normal(size=(len(SAID), STEPS, 3))
    np.savez(tmp_path / "data.npz", x=series, y=SAID)
    row = {"type": "dense", "units": 3, "kernel_initializer": {"type": "identity", "gain": 0.5}}
    recipe = {
        "data": {"source": {"type": "npz", "path": "data.npz"}, "batch_size": "full", "shuffle": False},
        "layers": [row],
        "loss": "ctc",
        "optimizer": {"type": "sgd", "learning_rate": 0.3},
        "training": {"epochs": 20, "precision": "float64"},
    }
    (tmp_path / "said.yaml").write_text(json.dumps(recipe), "utf-8")
    run = train(tmp_path, "one_device", "said")
    lines = [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]

    def mean(weights: Array) -> float:
        scores = series @ weights[:-1] + weights[-1]
        return float(np.mean([all_ways(label, each) for label, each in zip(SAID, scores, strict=True)]))

    weights, losses = np.vstack([0.5 * np.eye(3), np.zeros((1, 3))]), []
    for _ in range(20):
        losses.append(mean(weights))
        weights = weights - 0.3 * slopes(mean, weights)
    np.testing.assert_allclose([line["loss"] for line in lines], losses, rtol=TOLERANCE)
    assert losses[-1] < losses[0] - 0.1


def test_what_cannot_be_said_in_so_few_steps_is_infinite() -> None:
    from dlcli.keras_objects.ctc import Ctc

    found = Ctc(reduction=None)(np.asarray([[2, 2], [1, 2]]), np.zeros((2, 2, 3), "float32")).numpy()
    assert np.isinf(found[0])
    assert found[1] == pytest.approx(np.log(9), rel=1e-6)


def test_every_loss_is_held_here() -> None:
    # What generative adversarial networks make small is compared in tests/run/test_gan.py.
    others = {word for _, word in ADVERSARIAL}
    held = {case.word for cases in CASES.values() for case in cases}
    assert {*held, "ctc"} == set(shelf.words("losses")) - others

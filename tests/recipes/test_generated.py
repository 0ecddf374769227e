"""What generators make is recognised by a classifier that saw real pictures alone, and every class is among it."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from dlcli.parts import shelf
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Source
from dlcli.run.begin import begin
from dlcli.run.events import ignore
from dlcli.run.folder import RunFolder

RECIPES = Path(__file__).resolve().parents[2] / "recipes" / "generative"
MADE = 1000


def trained(name: str, seed: int, runs: Path) -> RunFolder:
    return begin(
        RECIPES / f"{name}.yaml",
        overrides=[f"seed={seed}"],
        runs=runs,
        resuming=False,
        listener=ignore,
        command=["dlcli"],
        debug=False,
    )


def real(word: str) -> tuple[np.ndarray, np.ndarray]:
    """Pictures from 0 to 1 as rows, and their classes; those that train."""
    source = shelf.part("sources", word).model_validate({})
    assert isinstance(source, Source)
    loaded = source.load()
    column, rows = loaded.features["image"], loaded.splits["train"]
    assert isinstance(column, ArrayColumn)
    high = loaded.facts.features["image"].value_range[1]  # type: ignore[index]
    return column.values[rows].reshape(len(rows), -1) / high, loaded.label_values["label"][rows]


CONFIDENCE = {"wgan_gp_digits": 0.85, "gan_animals": 0.65}
NOISE = {"wgan_gp_digits": 32, "gan_animals": 64}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", CONFIDENCE)
def test_every_class_is_made_and_recognised(tmp_path: Path, name: str, seed: int) -> None:
    word = name.rpartition("_")[2]
    pictures, classes = real(word)
    judges = {
        "digits": LogisticRegression(max_iter=2000),
        "animals": MLPClassifier((128,), tol=0.01, n_iter_no_change=2, random_state=0),
    }
    judge = judges[word].fit(pictures, classes)
    model = keras.models.load_model(trained(name, seed, tmp_path).model)
    drawn = np.random.default_rng(9).normal(size=(MADE, NOISE[name])).astype("float32")
    made = (model.predict(drawn, verbose=0).reshape(MADE, -1) + 1) / 2
    judged = judge.predict_proba(made)
    shares = np.bincount(judged.argmax(1), minlength=judged.shape[1]) / MADE
    sure = np.median(judged.max(1))
    print(f"{name} seed {seed}: shares {np.round(shares, 3).tolist()}, median confidence {sure:.3f}")  # noqa: T201
    # Each class has at least a fifth of its fair share, and most pictures are of one class for sure.
    assert shares.min() >= 0.2 / len(shares)
    assert sure >= CONFIDENCE[name]
    # No collapse: two pictures differ about as much as two real ones.
    apart = np.linalg.norm(made[:500] - made[500:], axis=1).mean()
    wanted = np.linalg.norm(pictures[:500] - np.random.default_rng(1).permutation(pictures)[:500], axis=1).mean()
    assert apart >= 0.7 * wanted

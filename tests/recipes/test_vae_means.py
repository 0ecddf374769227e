"""What a VAE has learned of animals without their names: its codes tell them better apart than chance does."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from dlcli.build.opened import open_data
from dlcli.recipe.check import check
from tests.recipes.conftest import TrainRecipe


def accuracy(codes: np.ndarray, labels: np.ndarray, train: np.ndarray, test: np.ndarray) -> float:
    """Of a linear classifier."""
    scaled = StandardScaler().fit(codes[train]).transform(codes)
    classifier = LogisticRegression(max_iter=2000).fit(scaled[train], labels[train])
    return float(classifier.score(scaled[test], labels[test]))


@pytest.mark.slow
def test_a_linear_classifier_does_better_on_the_means_than_on_random_projections(train_recipe: TrainRecipe) -> None:
    run = train_recipe("generative/vae_animals")
    opened = open_data(check(run.resolved))
    pictures, labels = opened.loaded.features["image"].values, opened.loaded.label_values["label"]
    encoder = keras.models.load_model(run.network("encoder"))
    codes = encoder.predict(pictures, batch_size=500, verbose=0)["encoder.mean"]
    drawn = np.random.default_rng(0).standard_normal((28 * 28, codes.shape[1]))
    train, test = opened.rows["train"], opened.rows["test"]
    learned = accuracy(codes, labels, train, test)
    random = accuracy(pictures.reshape(len(pictures), -1) / 255 @ drawn, labels, train, test)
    assert learned > random + 0.02, (learned, random)

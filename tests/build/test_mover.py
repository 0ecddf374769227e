"""No field of an optimizer or a schedule is accepted and ignored: each changes how the weights move."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.mover import Mover, mover_of
from dlcli.parts import shelf
from dlcli.parts.schedules._schedule import Length
from dlcli.recipe.globs import WeightName
from dlcli.recipe.model import Recipe
from tests.parts.cases import all_words, changed, example, follows_figures

OPTIMIZERS = [word for _, word in all_words("optimizers")]
SCHEDULES = [word for kind, word in all_words("schedules") if not follows_figures(kind, word)]
GRADIENTS = np.random.default_rng(3).normal(size=(6, 6)) * np.array([[3], [0.01], [0.1], [1], [0.3], [0.02]])
UPDATES = 40


def mover(word: str, fields: dict[str, Any]) -> Mover:
    optimizer = {"type": word, **fields}
    recipe = Recipe.model_validate({"data": {"source": "iris"}, "layers": ["flatten"], "optimizer": optimizer})
    values = {"kernel": [1.0, -2.0], "bias": [[0.5], [3.0]], "embeddings": [[-0.5], [2.0]]}
    weights = [keras.Variable(numbers, name=name, dtype="float64") for name, numbers in values.items()]
    names = [WeightName("one", "kernel"), WeightName("two", "bias"), WeightName("three", "embeddings")]
    return mover_of(recipe, {"layers": weights}, names, Length(UPDATES, 3))


def moved(word: str, fields: dict[str, Any]) -> list[float]:
    """The weights after a few updates with large and small gradients."""
    made = mover(word, fields)
    for numbers in GRADIENTS:
        made.apply(made.known([tf.constant(numbers[:2]), *map(tf.constant, (numbers[2:4, None], numbers[4:, None]))]))
    return [float(number) for weight in made.weights for number in np.ravel(weight.numpy())]


def rates(word: str, fields: dict[str, Any]) -> list[float]:
    """The learning rate of each update."""
    made, found = mover("sgd", {"learning_rate": {"type": word, **fields}}), []
    iterations = next(variable for _, name, variable in made.variables() if name == "0")
    for step in range(UPDATES):
        iterations.assign(step)
        found += made.learning_rates().values()
    return found


@pytest.mark.parametrize("word", OPTIMIZERS)
def test_every_field_of_an_optimizer_moves_weights_elsewhere(word: str) -> None:
    base = example("optimizers", word)
    plain, effective = moved(word, base), set[str]()
    decays = {**base, "weight_decay": 0.1}
    if moved(word, {**base, "learning_rate_multipliers": {"*.bias": 2.0}}) != plain:
        effective.add("learning_rate_multipliers")
    if moved(word, {**decays, "exclude_from_weight_decay": ["one"]}) != moved(word, decays):
        effective.add("exclude_from_weight_decay")
    for name, fields in changed("optimizers", word, most=3):
        if name not in effective and moved(word, fields) != plain:
            effective.add(name)
    assert effective == set(shelf.part("optimizers", word).model_fields)


@pytest.mark.parametrize("word", SCHEDULES)
def test_every_field_of_a_schedule_changes_the_rates(word: str) -> None:
    plain, effective = rates(word, example("schedules", word)), set[str]()
    for name, fields in changed("schedules", word, most=3):
        if name not in effective and rates(word, fields) != plain:
            effective.add(name)
    assert effective == set(shelf.part("schedules", word).model_fields)

"""The variables of networks by the names that a recipe's patterns speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from dlcli.build.network import label_of
from dlcli.parts.optimizers._optimizer import Optimizer
from dlcli.recipe.check import Checked
from dlcli.recipe.globs import WeightName, trained_weights

if TYPE_CHECKING:
    import keras


def names_of(checked: Checked, networks: Mapping[str, keras.Model], weights: Sequence[Any]) -> list[WeightName]:
    """What each of these trained weights is called."""
    found = {}
    for network, number, names in trained_weights(checked.networks):
        layer = networks[network].get_layer(label_of(checked.networks[network], number))
        found.update({id(each): name for each, name in zip(layer.trainable_variables, names, strict=True)})
    return [found[id(weight)] for weight in weights]


def without_decay(optimizer: Optimizer, weights: Sequence[Any], names: Sequence[WeightName]) -> list[Any]:
    """The weights that weight decay leaves alone."""
    globs = optimizer.exclude_from_weight_decay or ()
    return [weight for weight, name in zip(weights, names, strict=True) if any(map(name.fits, globs))]


def factors(optimizer: Optimizer, names: Sequence[WeightName]) -> list[float]:
    """By what the learning rate of each weight is multiplied."""
    asked = optimizer.learning_rate_multipliers or {}
    return [prod(factor for glob, factor in asked.items() if name.fits(glob)) for name in names]

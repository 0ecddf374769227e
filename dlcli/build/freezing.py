"""Rows that are not trained until an epoch comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dlcli.build.network import label_of
from dlcli.recipe.check import Checked

if TYPE_CHECKING:
    import keras

    from dlcli.build.mover import Mover


class Freezing:
    """Holds the frozen rows of networks, and lets them go: functions that were traced before have to be made anew."""

    def __init__(self, checked: Checked, networks: Mapping[str, keras.Model], movers: Iterable[Mover]) -> None:
        self._until, self._movers, self._held = checked.thaws_at(), list(movers), False
        self._layers = [
            networks[name].get_layer(label_of(network, number))
            for name, network in checked.networks.items()
            for number in sorted(network.frozen)
        ]

    def changes(self, epoch: int) -> bool:
        """Puts the rows into the state that they have in an epoch, counted from 0; whether that is another one."""
        held = self._until is not None and epoch < self._until
        if held == self._held:
            return False
        self._held = held
        variables = {id(weight) for layer in self._layers for weight in layer.trainable_variables} if held else set()
        for mover in self._movers:
            mover.hold(variables)
        for layer in self._layers:
            layer.trainable = not held
        return True

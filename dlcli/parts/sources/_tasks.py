"""The tasks of the source `synthetic`: what each gives, and how an example is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dlcli.parts.facts import Feature, Label
from dlcli.parts.sources import _tasks_of_numbers as numbers
from dlcli.parts.sources import _tasks_of_text as text

if TYPE_CHECKING:
    import numpy as np

Settings = Mapping[str, Any]
Drawn = tuple[dict[str, Any], dict[str, Any]]
"""The features and the labels of an example."""


class Task(NamedTuple):
    """One rule."""

    defaults: Settings
    """Its settings."""
    facts: Callable[[Settings], tuple[dict[str, Feature], dict[str, Label]]]
    draw: Callable[[Settings, np.random.Generator], Drawn]
    """An example of a stream of random numbers that is its own."""

    def arrays(
        self, settings: Settings, examples: int, seed: int
    ) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """The features and labels of all examples; each is drawn from (seed, its number) alone."""
        import numpy as np

        drawn = [
            self.draw(settings, np.random.Generator(np.random.Philox(key=[seed, number]))) for number in range(examples)
        ]
        features, labels = ([each[side] for each in drawn] for side in (0, 1))
        return _columns(features), _columns(labels)


def _columns(rows: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    import numpy as np

    found = {name: [row[name] for row in rows] for name in rows[0]}
    return {name: np.array(values, object if isinstance(values[0], str) else None) for name, values in found.items()}


TASKS: dict[str, Task] = {
    "gaussian": Task({"mean": 0.0, "stddev": 1.0, "dimensions": 1}, numbers.of_gaussian, numbers.gaussian),
    "blobs": Task({"classes": 3, "noise": 0.5}, numbers.of_points, numbers.blobs),
    "moons": Task({"noise": 0.1}, numbers.of_two, numbers.moons),
    "spirals": Task({"classes": 3, "noise": 0.1}, numbers.of_points, numbers.spirals),
    "xor": Task({"noise": 0.1}, numbers.of_two, numbers.xor),
    "sine": Task({"noise": 0.1}, numbers.of_sine, numbers.sine),
    "adding": Task({"length": 20}, numbers.of_adding, numbers.adding),
    "copy": Task({"length": 20, "symbols": 5}, numbers.of_copy, numbers.copy),
    "order": Task({}, text.of_order, text.order),
    "addition": Task({"digits": 3}, text.of_pair, text.addition),
    "reverse": Task({"length": 8}, text.of_pair, text.reverse),
    "dates": Task({}, text.of_pair, text.dates),
}

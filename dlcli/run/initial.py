"""The weights that a training begins with, where a recipe takes them from somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.build.applications import published
from dlcli.build.front import parted
from dlcli.build.matching import Unlike, matched
from dlcli.build.network import label_of, networks_in
from dlcli.build.task import Task
from dlcli.ground.errors import CheckpointError, UsageError
from dlcli.parts.objectives._objective import SINGLE
from dlcli.recipe.frozen import rows_with_weights
from dlcli.recipe.globs import WeightName
from dlcli.recipe.paths import with_environment
from dlcli.recipe.transfer import InitialWeights
from dlcli.run import checkpoints
from dlcli.run.folder import find_run
from dlcli.run.models import model_file, open_model

if TYPE_CHECKING:
    import keras
    import numpy as np

Values = Mapping[str, Sequence["np.ndarray"]]
"""The values of each layer by its name."""


@dataclass(frozen=True)
class Begun:
    """What was taken from where."""

    source: str
    rows: int
    """Those with weights."""
    left: tuple[str, ...]
    """The rows that begin at random, each with the reason in words."""

    def in_words(self) -> str:
        """In a line: `6 of 7 rows from resnet50; at random: dense (2048×1000 there, 2048×10 here)`."""
        taken = self.rows - len(self.left)
        return f"{taken} of {self.rows} rows from {self.source}" + (
            f"; at random: {', '.join(self.left)}" if self.left else ""
        )


def begin_with(task: Task) -> Begun | None:
    """Puts the weights that a recipe names into the networks of a task that has not begun; None where it names none.

    Raises:
        CheckpointError: there is no such file, or no row fits.
        DataError: published weights cannot be had.
        UsageError: the network is not that application.
    """
    asked = task.recipe.training.initial_weights
    if asked is None:
        return None
    if asked.application is not None:
        return _from_application(task, asked, asked.application)
    return _from_checkpoint(task, with_environment(asked))


def _from_application(task: Task, asked: InitialWeights, word: str) -> Begun:
    (network,) = task.objective.networks.values()
    try:
        pairs, _ = matched(network, published(word))
    except Unlike as unlike:
        raise UsageError(
            f"this network is not {word}: {unlike}",
            where="training.initial_weights.application",
            help=f"begin from recipes/vision/{word}.yaml: dlcli new {word}",
        ) from None
    values = {own.name: other.get_weights() for own, other in pairs}
    return _taken(task, asked, word, dict.fromkeys(task.objective.networks, values))


def _from_checkpoint(task: Task, asked: InitialWeights) -> Begun:
    path = Path(str(asked.checkpoint))
    found = dict(_networks_at(path))
    if asked.network is not None:
        if asked.network not in found:
            raise CheckpointError(
                f"there is no network {asked.network!r}", where=str(path), help=f"it has: {', '.join(found)}"
            )
        own = list(task.objective.networks)
        target = own[0] if len(own) == 1 else asked.network
        found = {target: found[asked.network]}
    begun = _taken(task, asked, str(path), found)
    if len(begun.left) == begun.rows:
        raise CheckpointError(
            f"no row fits: {', '.join(begun.left[:3])}",
            where=str(path),
            help="rows are matched by their names: dlcli summary shows them",
        )
    return begun


def _networks_at(path: Path) -> Iterator[tuple[str, Values]]:
    """The values of each network that a run, a checkpoint or a model file holds."""
    if path.is_dir() and path.resolve().parent.name == "checkpoints":
        yield from _of_arrays(checkpoints.read(path.resolve())[0], path).items()
        return
    networks = _parts(_network(model_file(path)))
    others = {name: file for name, file in _own_files(path).items() if name not in networks}
    # A model that stands for one network of several does not hold them.
    networks = {name: _network(file) for name, file in others.items()} or networks
    for name, network in networks.items():
        yield name, {layer.name: layer.get_weights() for layer in network.layers if layer.weights}


def _own_files(path: Path) -> dict[str, Path]:
    """The files of a run's networks, each by itself, where there are several."""
    if not path.is_dir():
        return {}
    run = find_run(path)
    return {each.stem: each for each in sorted(run.path.glob("*.keras")) if each not in (run.model, run.best)}


def _network(file: Path) -> keras.Model:
    """The network in a file, without the transforms in front of it."""
    _, model = parted(open_model(file))
    return model


def _parts(model: keras.Model) -> dict[str, keras.Model]:
    """The networks of a model; one that is put together of several holds them as layers."""
    import keras

    inner = [layer.name for layer in model.layers if isinstance(layer, keras.Model)]
    return networks_in(model, inner or [SINGLE])


def _of_arrays(arrays: Mapping[str, np.ndarray], path: Path) -> dict[str, Values]:
    if any(name.startswith("averages/") for name in arrays):
        raise CheckpointError(
            "this checkpoint has averages beside its weights", where=str(path), help="name the finished run instead"
        )
    found: dict[str, dict[str, dict[int, np.ndarray]]] = {}
    for name, array in arrays.items():
        kind, *rest = name.split("/")
        if kind == "model":
            network, layer, number = rest[0], "/".join(rest[1:-1]), int(rest[-1])
            found.setdefault(network, {}).setdefault(layer, {})[number] = array
    return {
        network: {layer: [each[number] for number in sorted(each)] for layer, each in layers.items()}
        for network, layers in found.items()
    }


def _taken(task: Task, asked: InitialWeights, source: str, found: Mapping[str, Values]) -> Begun:
    """Assigns what fits by name and shape."""
    sized, left = task.opened.checked.networks, list[str]()
    rows = rows_with_weights(sized)
    for network, number, row in rows:
        layer = task.objective.networks[network].get_layer(label_of(sized[network], number))
        reason = _misfit(layer, found.get(network, {}).get(layer.name), row, asked.skip)
        if reason:
            left.append(f"{row.row} ({reason})")
        else:
            for variable, value in zip(layer.weights, found[network][layer.name], strict=True):
                variable.assign(value)
    return Begun(source, len(rows), tuple(left))


def _misfit(layer: Any, values: Sequence[np.ndarray] | None, row: WeightName, skip: Sequence[str]) -> str:
    if any(map(row.within, skip)):
        return "skipped"
    if values is None:
        return "not there"
    for variable, value in zip(layer.weights, values, strict=False):
        if tuple(variable.shape) != value.shape:
            return f"{_in_words(value.shape)} there, {_in_words(variable.shape)} here"
    return "" if len(values) == len(layer.weights) else "other weights there"


def _in_words(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) or "one number"

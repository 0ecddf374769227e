"""Evaluates what training left: a run's folder, a checkpoint in it, or a `.keras` file with its recipe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.build.front import Front, build_front, input_name, parted
from dlcli.build.network import build_networks, networks_in, output_nodes
from dlcli.build.opened import Opened, open_data, pipeline_of
from dlcli.build.precision import keep_digits, set_precision
from dlcli.build.task import build_objective
from dlcli.ground.errors import CheckpointError, UsageError
from dlcli.parts.facts import Shape
from dlcli.parts.objectives._objective import SINGLE
from dlcli.recipe.check import check
from dlcli.run import checkpoints
from dlcli.run.evaluation import Evaluation, evaluate, looking_alone
from dlcli.run.fitted import read_fitted
from dlcli.run.folder import RunFolder, find_run
from dlcli.run.models import model_file, open_model
from dlcli.run.state import assign_network, put_averages

if TYPE_CHECKING:
    import keras
    import numpy as np

_OWN_RECIPE = "give the recipe that it was trained with: --recipe FILE"


@dataclass(frozen=True)
class Restored:
    """Trained networks with their recipe and their data."""

    opened: Opened
    front: Front
    networks: Mapping[str, keras.Model]


def recipe_of(target: Path, recipe: Path | None) -> Path:
    """The recipe that belongs to a run, a checkpoint or a model file.

    Raises:
        UsageError: a model file outside a run, and no recipe.
        CheckpointError: there is nothing at the path.
    """
    if recipe is not None:
        return recipe
    if target.is_dir():
        return _run_around(target).resolved
    beside = target.parent / "resolved.yaml"
    if target.is_file() and not beside.is_file():
        raise UsageError("a model file outside a run needs its recipe", where=str(target), help="add --recipe FILE")
    if not target.exists():
        raise CheckpointError("there is no such run, checkpoint or model file", where=str(target))
    return beside


def _run_around(target: Path) -> RunFolder:
    target = target.resolve()
    return find_run(target.parent.parent if target.parent.name == "checkpoints" else target)


def restored(
    target: Path, *, recipe: Path | None, overrides: Sequence[str], warn: Callable[[str], None] = lambda _: None
) -> Restored:
    """Opens the data of a recipe and the network of a run, a checkpoint or a model file."""
    opened = open_data(check(recipe_of(target, recipe), overrides))
    set_precision(opened.checked.recipe)
    if target.is_dir() and target.resolve().parent.name == "checkpoints":
        return _from_checkpoint(target.resolve(), opened, warn)
    file = model_file(target)
    if opened.checked.recipe.objective.stands_for is not None:
        front, networks = _each_by_itself(file, opened)
    else:
        front, network = parted(_opened_model(file))
        front = _by_feature(front, opened)
        networks = _parts(network, opened, file)
    for name, part in networks.items():
        _refuse_other_network(name, part, opened, file)
    return Restored(opened, front, networks)


def _opened_model(file: Path) -> keras.Model:
    model = open_model(file)
    keep_digits(model)
    return model


def _each_by_itself(file: Path, opened: Opened) -> tuple[Front, dict[str, keras.Model]]:
    """The transforms and the networks from their own files, which lie beside that of the run."""
    found, front = {}, dict[str, Any]()
    for name in opened.checked.networks:
        before, network = parted(_opened_model(file.parent / f"{name}.keras"))
        found[name], front = network, {**front, **_by_feature(before, opened)}
    return front, found


def _by_feature(front: Front, opened: Opened) -> Front:
    """The transforms by the names of the data: an input that would be called like its network has a longer name."""
    known = {input_name(name): name for name in opened.columns()}
    return {known.get(name, known.get(name.rstrip("_"), name)): layers for name, layers in front.items()}


def _parts(model: keras.Model, opened: Opened, file: Path) -> dict[str, keras.Model]:
    """The networks of a model by name."""
    names = list(opened.checked.networks)
    try:
        return networks_in(model, names)
    except ValueError as error:
        message = f"this model is of another recipe: it does not hold the networks {', '.join(names)}"
        raise CheckpointError(message, where=str(file), help=_OWN_RECIPE) from error


def _refuse_other_network(name: str, network: keras.Model, opened: Opened, file: Path) -> None:
    """Refuses a network whose inputs or outputs are not those of the recipe."""
    sized = opened.checked.networks[name]
    nodes = output_nodes(opened.checked, name)
    # Keras has what it is given by name in the order of the names.
    inputs = [sized.inputs[each].shape for each in sorted(sized.graph.features())]
    outputs = [sized.shapes[nodes[each]] for each in sorted(nodes)]
    for what, tensors, expected in (("takes", network.inputs, inputs), ("gives", network.outputs, outputs)):
        found = [tuple(tensor.shape[1:]) for tensor in tensors]
        if len(found) != len(expected) or not all(map(_agree, found, expected)):
            whose = "it" if name == SINGLE else f"its {name}"
            raise CheckpointError(
                f"this model is of another recipe: {whose} {what} {_listed(found)}, "
                f"the recipe says {_listed(expected)}",
                where=str(file),
                help=_OWN_RECIPE,
            )


def _agree(found: Shape, expected: Shape) -> bool:
    if found is None or expected is None:
        return True
    return len(found) == len(expected) and all(
        one is None or other is None or one == other for one, other in zip(found, expected, strict=True)
    )


def _listed(shapes: Sequence[Shape]) -> str:
    return " and ".join("×".join(map(str, shape)) if shape else "one number" for shape in shapes) or "nothing"


def _from_checkpoint(folder: Path, opened: Opened, warn: Callable[[str], None]) -> Restored:
    arrays = _read_or_later(folder, warn)
    networks = build_networks(opened.checked, seed=opened.checked.recipe.seed)
    for name, network in networks.items():
        assign_network(network, name, arrays)
    put_averages(build_objective(opened.checked, networks), arrays)
    return Restored(opened, build_front(opened.checked, read_fitted(RunFolder(folder.parent.parent))), networks)


def _read_or_later(folder: Path, warn: Callable[[str], None]) -> dict[str, np.ndarray]:
    """The variables of a checkpoint; of a later one where a training that goes on has just taken this one away."""
    try:
        return checkpoints.read(folder)[0]
    except checkpoints.Damaged:
        if folder.exists():
            raise
        later = checkpoints.newest(folder.parent, after=checkpoints.step_of(folder.name))
        if later is None:
            raise
        arrays, counters = later
        warn(f"{folder.name} has just been replaced by the training that goes on; {counters.name} is taken instead")
        return arrays


def data_has_changed(target: Path, opened: Opened) -> bool:
    """Whether a run is looked at with other data than it was trained on."""
    if not target.is_dir():
        return False
    written = json.loads(_run_around(target).environment.read_bytes())
    return bool(written["data_fingerprint"] != opened.loaded.fingerprint)


def evaluate_checkpoint(
    target: Path,
    *,
    split: str | None,
    recipe: Path | None,
    overrides: Sequence[str],
    warn: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """The scores of a trained network on a split: `test` where there is one, else `validation`, else `train`.

    Raises:
        UsageError: the recipe has no such split.
    """
    found = restored(target, recipe=recipe, overrides=overrides, warn=warn)
    opened = found.opened
    if not overrides and recipe is None and data_has_changed(target, opened):
        warn("the data has changed since the run was trained: its splits are not those of the training")
    pipeline = pipeline_of(opened, found.front)
    chosen = split or next(name for name in ("test", "validation", "train") if name in pipeline.splits)
    if chosen not in pipeline.splits:
        known = ", ".join(pipeline.splits)
        raise UsageError(f"the recipe has no {chosen!r} split", where="--split", help=f"it has: {known}")
    looking = looking_alone(
        build_objective(opened.checked, found.networks, front=found.front),
        opened.checked,
        pipeline,
        chosen,
        jit_compile=opened.checked.recipe.training.jit_compile is True,
    )
    return evaluate(opened, pipeline, looking)

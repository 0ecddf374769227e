"""Every variable of a task under a name of ours, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from dlcli.build.strategy import Distribution
from dlcli.build.task import Task
from dlcli.ground.errors import CheckpointError, DivergedError
from dlcli.run.divergence import ADVICE

if TYPE_CHECKING:
    import numpy as np

    from dlcli.keras_objects.objective import ObjectiveStep


def named_variables(task: Task) -> dict[str, Any]:
    """Model, optimizer, seeds and metrics, named by network, the layer's place in the recipe and the variable's number.

    Keras's own paths count what the process built before, and collide.
    """
    found: dict[str, Any] = {}
    for name, variable in _variables(task):
        if name in found:
            raise AssertionError(f"two variables are called {name}")
        found[name] = variable
    return found


def _variables(task: Task) -> Iterator[tuple[str, Any]]:
    for network, model in task.objective.networks.items():
        yield from _of_network(network, model)
    for phase, mover in task.movers.items():
        for kind, name, variable in mover.variables():
            yield f"{kind}/{phase}/{name}", variable


def of_replicas(task: Task) -> dict[str, Any]:
    """Counts of metrics: each replica has its own."""
    return {
        f"metrics/{score.name}/{number}": variable
        for score in task.scores
        for number, variable in enumerate(score.variables)
    }


def _of_network(name: str, model: Any) -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        for number, variable in enumerate(layer.variables):
            yield f"model/{name}/{layer.name}/{number}", variable


def model_only(name: str) -> bool:
    """Whether a variable belongs to a network."""
    return name.startswith("model/")


def captured(task: Task) -> dict[str, np.ndarray]:
    """A copy of every variable, off the device; contiguous, as safetensors writes others wrongly.

    Every worker has to call it: the counts of metrics come from all of them.
    """
    import numpy as np

    # One after another: what a device gives may itself be a copy, and all of them at once would be a second state.
    arrays = {name: np.array(variable.numpy(), order="C") for name, variable in named_variables(task).items()}
    counts = of_replicas(task)
    values = task.distribution.every_replica([variable.value for variable in counts.values()])
    arrays.update((name, np.array(value, order="C")) for name, value in zip(counts, values, strict=True))
    return arrays


def refuse_not_finite(arrays: Mapping[str, np.ndarray], *, step: int) -> None:
    """Keeps weights that are lost from taking the place of good ones.

    Raises:
        DivergedError: a weight is not a number, or infinite.
    """
    import numpy as np

    for name, array in arrays.items():
        if model_only(name) and not np.isfinite(array).all():
            raise DivergedError(f"weights of {name.split('/')[2]} are not finite", where=f"step {step}", help=ADVICE)


def assign_network(network: Any, name: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Puts the saved weights of one network back."""
    prefix = f"model/{name}/"
    _assign(dict(_of_network(name, network)), {key: value for key, value in arrays.items() if key.startswith(prefix)})


def restore(task: Task, arrays: Mapping[str, np.ndarray]) -> None:
    """Puts saved values back: all of them, or none where one does not fit.

    Raises:
        CheckpointError: names, shapes or types differ; the first five are named.
    """
    variables, arrays = named_variables(task), dict(arrays)
    for name, variable in of_replicas(task).items():
        variables[name] = _OfReplicas(variable.value, task.distribution)
        if name in arrays:
            arrays[name] = shared_out(arrays[name], replicas=task.distribution.replicas)
    _assign(variables, arrays)


def shared_out(counts: np.ndarray, *, replicas: int) -> np.ndarray:
    """What each replica has counted, shape (replicas then, …), for so many: the first goes on from all of it.

    A metric reads the sum over its replicas.
    """
    import numpy as np

    if len(counts) == replicas:
        return counts
    found = np.zeros((replicas, *counts.shape[1:]), counts.dtype)
    found[0] = counts.sum(axis=0, dtype=counts.dtype)
    return found


def restore_weights(task: Task, arrays: Mapping[str, np.ndarray]) -> None:
    """Puts saved networks back, and the averages of their weights; the rest stays as it is."""
    variables = {name: variable for name, variable in named_variables(task).items() if _of_weights(name)}
    _assign(variables, {name: array for name, array in arrays.items() if _of_weights(name)})


def put_averages(objective: ObjectiveStep, arrays: Mapping[str, np.ndarray]) -> None:
    """Makes saved averages the weights, where there are some."""
    for phase in objective.phases:
        for number, weight in enumerate(chain.from_iterable(objective.moved(phase).values())):
            name = f"averages/{phase.name}/{number}"
            if name in arrays:
                weight.assign(arrays[name])


def _of_weights(name: str) -> bool:
    return model_only(name) or name.startswith("averages/")


class _OfReplicas:
    """A variable of which each replica has a value: takes the values of all, keeps those of the replicas here."""

    def __init__(self, variable: Any, distribution: Distribution) -> None:
        self._here = distribution.strategy.experimental_local_results(variable)
        self._first = distribution.share.first
        self.shape, self.dtype = (distribution.replicas, *variable.shape), variable.dtype

    def assign(self, values: np.ndarray) -> None:
        for number, variable in enumerate(self._here):
            variable.assign(values[self._first + number])


def _assign(variables: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    differences = [f"{name} is not in the checkpoint" for name in variables if name not in arrays]
    differences += [f"{name} is not in the recipe's network" for name in arrays if name not in variables]
    for name in variables.keys() & arrays.keys():
        saved, expected = _form(arrays[name]), _form(variables[name])
        if saved != expected:
            differences.append(f"{name}: {saved} in the checkpoint, {expected} in the recipe")
    if differences:
        more = f" and {len(differences) - 5} more" if len(differences) > 5 else ""
        raise CheckpointError("the checkpoint is of another network: " + "; ".join(sorted(differences)[:5]) + more)
    for name, variable in variables.items():
        variable.assign(arrays[name])


def _form(values: Any) -> str:
    """Shape and type: `(8, 3) float32`."""
    dtype = values.dtype if isinstance(values.dtype, str) else values.dtype.name
    return f"{tuple(values.shape)} {dtype}"

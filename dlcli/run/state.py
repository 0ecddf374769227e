"""Every variable of a task under a name of ours, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dlcli.build.task import Task
from dlcli.ground.errors import CheckpointError, DivergedError

if TYPE_CHECKING:
    import numpy as np


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
    for phase, optimizer in task.optimizers.items():
        for number, variable in enumerate(optimizer.variables):
            yield f"optimizer/{phase}/{number}", variable
    for score in task.scores:
        for number, variable in enumerate(score.variables):
            yield f"metrics/{score.name}/{number}", variable


def _of_network(name: str, model: Any) -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        for number, variable in enumerate(layer.variables):
            yield f"model/{name}/{layer.name}/{number}", variable


def model_only(name: str) -> bool:
    """Whether a variable belongs to a network."""
    return name.startswith("model/")


def captured(task: Task) -> dict[str, np.ndarray]:
    """A copy of every variable, off the device; contiguous, as safetensors writes others wrongly."""
    import numpy as np

    return {name: np.array(variable.numpy(), order="C") for name, variable in named_variables(task).items()}


def refuse_not_finite(arrays: Mapping[str, np.ndarray], *, step: int) -> None:
    """Keeps weights that are lost from taking the place of good ones.

    Raises:
        DivergedError: a weight is not a number, or infinite.
    """
    import numpy as np

    for name, array in arrays.items():
        if model_only(name) and not np.isfinite(array).all():
            help_text = "try a smaller learning_rate, or clipnorm: 1.0 in the optimizer"
            raise DivergedError(f"weights of {name.split('/')[2]} are not finite", where=f"step {step}", help=help_text)


def assign_network(network: Any, name: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Puts the saved weights of one network back."""
    prefix = f"model/{name}/"
    _assign(dict(_of_network(name, network)), {key: value for key, value in arrays.items() if key.startswith(prefix)})


def restore(task: Task, arrays: Mapping[str, np.ndarray], *, networks_only: bool = False) -> None:
    """Puts saved values back: all of them, or none where one does not fit.

    Raises:
        CheckpointError: names, shapes or types differ; the first five are named.
    """
    variables = named_variables(task)
    if networks_only:
        variables = {name: variable for name, variable in variables.items() if model_only(name)}
        arrays = {name: array for name, array in arrays.items() if model_only(name)}
    _assign(variables, arrays)


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

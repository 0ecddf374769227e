"""What stands for a run once it has trained: the best weights, the model's files, its evaluation."""

from __future__ import annotations

from time import monotonic

from dlcli.build.front import Front, with_front
from dlcli.build.task import Task
from dlcli.run import checkpoints, state
from dlcli.run.checkpoints import Counters
from dlcli.run.controls.training import Controls
from dlcli.run.evaluation import Evaluation, evaluate, looking_alone
from dlcli.run.events import Finished
from dlcli.run.folder import RunFolder, write_json
from dlcli.run.models import save_model


def finish(task: Task, folder: RunFolder, controls: Controls, end: Counters, *, began: float) -> Finished:
    """Writes the models, then `evaluation.json`, which marks the run as finished."""
    kept = _keep_best(task, folder, controls, end)
    facts = task.opened.checked.facts
    stands_for = task.recipe.objective.stands_for
    front = task.front if stands_for is None else _front_of(task, stands_for)
    model = with_front(front, task.network, facts)
    if controls.best is not None and controls.best.step is not None:
        save_model(model, folder.best)
    _save_networks(task, folder)
    save_model(model, folder.model)
    found = _score(task)
    write_json(folder.evaluation, found.to_json())
    return Finished(folder.path, found, kept, _wants(task), monotonic() - began)


def _save_networks(task: Task, folder: RunFolder) -> None:
    """Each network by itself, where there are several; transforms stand in front of the one that takes the feature."""
    checked, networks = task.opened.checked, task.objective.networks
    for name, network in networks.items() if len(networks) > 1 else ():
        save_model(with_front(_front_of(task, name), network, checked.facts), folder.network(name))


def _front_of(task: Task, network: str) -> Front:
    """The transforms of what a network takes."""
    taken = task.opened.checked.networks[network].graph.features()
    prepared = task.recipe.objective.prepares
    return {name: layers for name, layers in task.front.items() if name in taken and (network, name) not in prepared}


def _keep_best(task: Task, folder: RunFolder, controls: Controls, end: Counters) -> str:
    """Puts the best weights back, where there is a best."""
    best = controls.best
    kept = f"the last epoch's ({end.epoch})"
    if best is not None and best.step is not None:
        kept = f"epoch {best.epoch}'s, the best {best.monitor} ({best.value:.4f})"
        if best.step != end.step:
            arrays, _ = checkpoints.read(folder.checkpoints / f"step-{best.step:08d}")
            state.restore_weights(task, arrays)
    for mover in task.movers.values():
        if mover.averages is not None:
            mover.averages.put()
    return kept


def _score(task: Task) -> Evaluation:
    """The model's scores on the test split; on the validation or training split where there is none."""
    split = next(name for name in ("test", "validation", "train") if name in task.pipeline.splits)
    looking = looking_alone(
        task.objective, task.opened.checked, task.pipeline, split, jit_compile=bool(task.recipe.training.jit_compile)
    )
    return evaluate(task.opened, task.pipeline, looking)


def _wants(task: Task) -> str:
    """What raw input the saved model takes, in words."""
    checked, stands_for = task.opened.checked, task.recipe.objective.stands_for
    taken = checked.taken() if stands_for is None else tuple(checked.networks[stands_for].graph.features())
    parts = []
    of_rows = {name: checked.facts.features[name] for name in taken if name in checked.facts.features}
    columns = {part for each in of_rows.values() if each.beside for part in (*each.columns, *each.beside)}
    whole = {name for name, each in of_rows.items() if each.beside}
    for name in (*(each for each in taken if each not in whole | columns), *sorted(columns)):
        feature = checked.facts.features.get(name) or checked.networks[str(stands_for)].inputs[name]
        one = "text" if feature.text else "one number"
        shape = "×".join("any" if size is None else str(size) for size in feature.shape or ()) or one
        values = f", values {feature.value_range[0]:g} to {feature.value_range[1]:g}" if feature.value_range else ""
        parts.append(f"{name}: {shape}{values}")
    return "; ".join(parts)

"""What can be seen of a recipe with overrides, from its rules to what a run leaves: where a key has its effect."""

from __future__ import annotations

from pathlib import Path

import keras
import pytest
import tensorflow as tf

from dlcli.build.opened import open_data
from dlcli.build.strategy import alone
from dlcli.build.task import Task, build_task
from dlcli.parts.schedules._schedule import Length
from dlcli.recipe.check import check
from dlcli.recipe.diagnostics import RecipeError
from dlcli.run import initial, keeper, pace, session
from dlcli.run.begin import begin
from dlcli.run.controls.training import Controls
from dlcli.run.events import Event, Progressed, ignore
from dlcli.run.folder import RunFolder
from dlcli.run.guard import Guard
from dlcli.run.keeping import with_kept
from dlcli.run.signals import Signals
from dlcli.run.update import Updates
from tests.run.stopping import figures_of, states_of

RECIPE = """
name: small
data: {source: {type: digits, limit_per_class: 4}, split: {validation: 0.2}, batch_size: 8}
layers:
  - flatten
  - {type: dense, units: 4, activation: relu}
  - {type: dense, units: "${data.classes}", activation: softmax}
optimizer: {type: sgd, learning_rate: 0.01}
training: {epochs: 3, checkpoint: {keep: 9}}
"""
EPOCH = 4
"""Updates."""
FIGURES = {
    "val_loss": [1.0, 0.9, 0.95, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85, 0.86],
    "val_accuracy": [0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1],
}


def task_of(folder: Path, overrides: tuple[str, ...]) -> Task:
    return build_task(open_data(check(folder / "small.yaml", overrides)), alone())


def built(folder: Path, overrides: tuple[str, ...]) -> object:
    """What stands before the first update: how many there are, their rows, the numbers that come in, the penalties."""
    task = task_of(folder, overrides)
    rows = {name: rows.tolist() for name, rows in task.pipeline.splits.items()}
    order = [task.pipeline.rows_of_update(step) for step in (0, 1, task.pipeline.steps())]
    inputs, _ = next(iter(task.pipeline.training(0)))
    task.network(inputs)
    return (
        (task.total_steps, task.pipeline.steps(), rows, order, inputs.numpy().tolist()),
        [float(each) for each in task.network.losses],
        [(layer.dtype_policy.name, layer.compute_dtype) for layer in task.network.layers],
        [mover.scale is not None for mover in task.movers.values()],
    )


def small_network(value: float, name: str = "layers") -> keras.Model:
    """The network of the recipe with one value everywhere."""
    raw = keras.Input((8, 8, 1))
    hidden = keras.layers.Dense(4, "relu", name="dense")(keras.layers.Flatten(name="flatten")(raw))
    model = keras.Model(raw, keras.layers.Dense(10, "softmax", name="dense_2")(hidden), name=name)
    model.set_weights([0 * weight + value for weight in model.get_weights()])
    return model


def write_models(folder: Path) -> None:
    """Files that weights can be taken from: two networks, and one that holds both."""
    one, two = small_network(0.25, "one"), small_network(0.5, "two")
    one.save(folder / "one.keras")
    two.save(folder / "two.keras")
    raw = keras.Input((8, 8, 1))
    keras.Model(raw, keras.layers.Add(name="both")([one(raw), two(raw)])).save(folder / "parts.keras")


def begun(folder: Path, overrides: tuple[str, ...]) -> object:
    """With which weights a training begins."""
    task = task_of(folder, overrides)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(initial, "published", lambda word: small_network(len(word) / 8))
        initial.begin_with(task)
    return [weight.tolist() for weight in task.network.get_weights()]


def trained(folder: Path, overrides: tuple[str, ...]) -> object:
    """What a run leaves: its figures, its checkpoints, the weights that it stands for; and how often it told of it."""
    events: list[Event] = []
    with pytest.MonkeyPatch.context() as patch:
        # The clock decides where the recipe does not: when to save, how many updates a call makes.
        for module in (keeper, pace):
            patch.setattr(module, "monotonic", lambda: 0.0)
        run = begin(
            folder / "small.yaml",
            overrides=overrides,
            runs=folder / "runs",
            resuming=False,
            listener=events.append,
            command=["dlcli"],
            debug=False,
        )
    return (
        figures_of(run),
        states_of(run),
        [weight.tolist() for weight in keras.models.load_model(run.model).get_weights()],
        len([event for event in events if isinstance(event, Progressed)]),
    )


def controlled(folder: Path, overrides: tuple[str, ...]) -> object:
    """What the controls make of figures."""
    checked = check(folder / "small.yaml", overrides)
    controls, found = Controls(checked.recipe, checked.heads, validates=True, training=Length(40, EPOCH)), []
    for epoch in range(1, 11):
        figures = {name: values[epoch - 1] for name, values in FIGURES.items()}
        verdict = controls.see(figures, step=EPOCH * epoch, epoch=epoch, updates=EPOCH * epoch)
        found.append((verdict.best, verdict.stop is None, verdict.rates))
    return found


def compiled(folder: Path, overrides: tuple[str, ...]) -> object:
    """What TensorFlow is asked to compile."""
    task, asked = task_of(folder, overrides), list[bool]()

    def function(call: object, *, jit_compile: bool, **_: object) -> object:
        asked.append(jit_compile)
        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tf, "function", function)
        Updates(task)
    return asked


def guarded(folder: Path, overrides: tuple[str, ...]) -> object:
    """What becomes of updates that are not finite."""
    guard = Guard(check(folder / "small.yaml", overrides).recipe.training)
    return guard.most_bad, guard.rolls_back


def watched(folder: Path, overrides: tuple[str, ...]) -> object:
    """How long the watchdog waits."""
    task, seen = task_of(folder, overrides), []
    controls = Controls(task.recipe, task.opened.checked.heads, validates=True, training=Length(40, EPOCH))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "Watchdog", lambda *_, seconds, steps: seen.append(seconds))
        run = RunFolder(folder)
        session.Session(task, run, controls, listener=ignore, signals=Signals(ignore), first_step=0).close()
    return seen


def placed_in(folder: Path, overrides: tuple[str, ...]) -> object:
    """Where the examples are kept that come behind the transforms."""
    task = with_kept(task_of(folder, overrides), ignore, lambda: None)
    return {name: type(column) for name, column in task.pipeline.kept.items()}


def refused(folder: Path, overrides: tuple[str, ...]) -> object:
    """What is wrong with the recipe."""
    try:
        check(folder / "small.yaml", overrides)
    except RecipeError as error:
        return [(each.code, each.message) for each in error.diagnostics]
    return []

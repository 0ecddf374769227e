"""A recipe that changed since its run began: what may, and how the rest is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dlcli.ground.errors import ResourceError
from dlcli.run.events import AlreadyFinished, Finished, Noted, Warned
from tests.conftest import Arm
from tests.run.conftest import SMALL, Runs, told, written
from tests.run.stopping import figures_of
from tests.run.test_resume import state_of


def test_a_changed_recipe_is_told_value_by_value_with_places(runs: Runs) -> None:
    runs.train(SMALL, stop=2)
    runs.edit("learning_rate: 0.01", "learning_rate: 0.1")
    recipe = runs.recipe
    assert runs.refused() == (
        f"the recipe has changed since the run began: optimizer.learning_rate: 0.01 then, 0.1 now ({recipe}:7:40); "
        f"undo it to go on; dlcli train {recipe} trains the new one"
    )
    assert runs.refused(allow_inexact=True) == runs.refused()
    runs.edit("  - {type: dropout, rate: 0.3}\n", "")
    runs.edit("units: 4", "units: 5")
    assert runs.refused().startswith(
        f"the recipe has changed since the run began: layers.dense.units: 4 then, 5 now ({recipe}:4:26); "
        "layers.dropout: {type: dropout, rate: 0.3} then, nothing now; optimizer.learning_rate: 0.01 then, "
    )


def test_a_training_does_not_become_shorter(runs: Runs) -> None:
    run = runs.train(SMALL, stop=2)
    assert "training.epochs: 3 then, 2 now (a training can only become longer); " in runs.refused("training.epochs=2")
    assert written(run)["resumed_from"] == []


def test_what_changes_no_weight_may_change_without_a_word(runs: Runs) -> None:
    run = runs.train(SMALL, stop=2)
    runs.edit("every_epochs: 1, keep: 9", "every_epochs: 3")
    runs.edit("batch_size: 40", "batch_size: 40, timeout: 100")
    runs.recipe.write_text("# a comment\ndescription: Another text.\n" + runs.recipe.read_text("utf-8"), "utf-8")
    events = runs.resume()
    assert told(events, Noted) + told(events, Warned) == []
    assert written(run)["exact"] is True
    assert 'description: "Another text."' in run.resolved.read_text("utf-8")


def test_when_to_save_decides_what_a_rollback_passes_over(runs: Runs) -> None:
    recipe = SMALL.replace("every_epochs: 1, keep: 9}", "every_steps: 1, keep: 9}, on_nan: rollback")
    run = runs.train(recipe, stop=2)
    runs.edit("every_steps: 1, keep: 9", "every_steps: 2, keep: 8")
    told = runs.refused()
    assert "since the run began: training.checkpoint.every_steps: 1 then, 2 now (" in told
    assert told.endswith("; --allow-inexact goes on with it and marks the run")
    runs.edit("every_steps: 2, keep: 8", "every_steps: 1, keep: 8")
    runs.resume()
    assert written(run)["exact"] is True


def test_set_of_the_first_command_is_remembered(runs: Runs) -> None:
    run = runs.train(SMALL, "optimizer.learning_rate=0.02", stop=2)
    assert written(run)["set"] == ["optimizer.learning_rate=0.02"]
    assert any(isinstance(event, Finished) for event in runs.resume())


def test_a_longer_training_goes_on_and_ends_as_one_that_was_that_long_from_the_start(
    runs: Runs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = Runs(tmp_path_factory.mktemp("whole")).train(SMALL, "training.epochs=5")
    run = runs.train(SMALL)
    (finished,) = runs.resume()
    assert finished == AlreadyFinished(run.path)
    events = runs.resume("training.epochs=5")
    assert told(events, Noted) == ["5 epochs now, 3 before"]
    assert state_of(run) == state_of(whole)
    assert figures_of(run) == figures_of(whole)
    assert run.evaluation.read_bytes() == whole.evaluation.read_bytes()
    assert run.resolved.read_bytes() == whole.resolved.read_bytes()
    assert written(run)["resumed_from"] == [9]
    assert runs.resume() == [AlreadyFinished(run.path)]
    assert runs.resume(target=run.path) == [AlreadyFinished(run.path)]


@pytest.mark.slow
def test_a_longer_training_that_is_refused_by_the_disk_half_way_can_still_begin(runs: Runs, arm: Arm) -> None:
    run = runs.train(SMALL)
    arm("before_rename@2=raise:EIO")
    with pytest.raises(ResourceError, match=r"resolved\.yaml"):
        runs.resume("training.epochs=5")
    arm("nowhere=kill")
    assert not run.finished
    assert "epochs: 3" in run.resolved.read_text("utf-8")
    runs.resume()
    assert [line["step"] for line in figures_of(run)] == [3, 6, 9, 12, 15]


def test_a_schedule_that_follows_the_new_length_is_called_out(runs: Runs) -> None:
    cosine = "learning_rate: {type: cosine_decay, initial_learning_rate: 0.01}"
    runs.train(SMALL.replace("learning_rate: 0.01", cosine), stop=2)
    events = runs.resume("training.epochs=4", target=runs.newest.path)
    text = "4 epochs now, 3 before: the learning rate's schedule follows the new length from here on"
    assert told(events, Noted) == [text]


def test_a_run_that_stopped_early_does_not_become_longer(runs: Runs) -> None:
    stopping = "regularization: {early_stopping: {patience: 1, monitor: val_loss, min_delta: 100}}\n"
    run = runs.train(SMALL + stopping)
    evaluation = run.evaluation.read_bytes()
    events = runs.resume("training.epochs=9")
    reason = "val_loss has not got better for 1 epoch: more epochs change nothing"
    assert events[-1] == AlreadyFinished(run.path, reason)
    assert run.evaluation.read_bytes() == evaluation


def test_an_epoch_that_was_cut_is_not_gone_on_with(runs: Runs) -> None:
    run = runs.train(SMALL.replace("epochs: 3", "steps: 7"))
    text = "the training ended in the middle of an epoch (step 7, an epoch has 3)"
    assert runs.refused("training.steps=9").startswith(text)
    assert any(isinstance(event, Finished) for event in runs.resume("training.steps=9", from_step=6))
    assert [line["step"] for line in figures_of(run)] == [3, 6, 9]


def test_a_choice_that_changes_the_last_digits_needs_to_be_accepted(runs: Runs) -> None:
    run = runs.train(SMALL, stop=2)
    assert "training.jit_compile: false then, true now" in runs.refused("training.jit_compile=true")
    assert runs.refused("training.jit_compile=true").endswith("; --allow-inexact goes on with it and marks the run")
    runs.resume("training.jit_compile=true", allow_inexact=True)
    assert written(run)["inexact"] == ["resumed inexactly at step 3: training.jit_compile: false then, true now"]
    assert "jit_compile: true" in run.resolved.read_text("utf-8")


def test_what_gives_the_optimizer_other_variables_is_refused_by_its_name(runs: Runs) -> None:
    run = runs.train(SMALL.replace("{type: adam, learning_rate: 0.01}", "{type: rmsprop, momentum: 0.5, rho: 0.8}"))
    before = run.environment.read_bytes()
    # Each of these alone changes the number of variables, both together do not.
    changes = "optimizer.momentum=0", "optimizer.centered=true", "optimizer.rho=0.7"
    told = runs.refused(*changes, from_step=6)
    text = "the optimizer then remembers other things than the checkpoint holds; leave that out, or start a new run"
    assert told == f"optimizer.momentum: 0.5 then, 0.0 now; optimizer.centered: false then, true now: {text}"
    schedule = "optimizer.learning_rate={type: exponential_decay, decay_rate: 0.5, initial_learning_rate: 0.1}"
    assert runs.refused(schedule, from_step=6).startswith("optimizer.learning_rate: 0.001 then, {")
    assert run.environment.read_bytes() == before
    runs.resume("optimizer.rho=0.7", "optimizer.learning_rate=0.002", "optimizer.clipnorm=1.0", from_step=6)
    assert written(run)["resumed_from"] == [6]


@pytest.mark.slow
def test_a_run_of_one_device_goes_on_with_two_from_the_middle_of_an_epoch(runs: Runs, repository: Path) -> None:
    recipe = SMALL.replace("  - {type: dropout, rate: 0.3}\n", "").replace("every_epochs", "every_steps")
    run = runs.train(recipe)
    whole = figures_of(run)
    devices = "distribution={type: mirrored, devices: ['CPU:0', 'CPU:1']}"
    options = ["--resume", "--from", "8", "--allow-inexact", "--set", devices]
    command = [sys.executable, "-m", "dlcli", "train", str(run.path), *options]
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert figures_of(run)[-1] == pytest.approx(whole[-1], rel=1e-4)

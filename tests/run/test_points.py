"""The checkpoint that a run goes on from."""

from __future__ import annotations

import json
import shutil

import pytest

from dlcli.ground.errors import CheckpointError, UsageError
from dlcli.run import checkpoints
from dlcli.run.events import Event, Finished, Noted, Started, Warned
from dlcli.run.folder import RunFolder
from tests.run.conftest import SMALL, Runs, told, written
from tests.run.stopping import figures_of
from tests.run.test_resume import state_of


def test_without_a_checkpoint_a_run_starts_from_the_beginning_and_says_so(runs: Runs) -> None:
    run = runs.train(SMALL, "training.checkpoint={every_epochs: 9}", stop=1)
    assert checkpoints.list_names(run.checkpoints) == []
    events = runs.resume()
    assert told(events, Noted) == ["no checkpoint yet: starting from the beginning"]
    assert next(event.first_step for event in events if isinstance(event, Started)) == 0


def damage(run: RunFolder, step: int) -> None:
    with (run.checkpoints / f"step-{step:08d}" / checkpoints.STATE).open("ab") as file:
        file.write(b"x")


def test_an_older_checkpoint_takes_the_place_of_a_damaged_one_and_that_is_told(runs: Runs) -> None:
    run = runs.train(SMALL, stop=3)
    damage(run, 6)
    (text,) = told(runs.resume(), Warned)
    assert text.startswith("a checkpoint is damaged (step-00000006: state.safetensors has ")
    assert text.endswith(" were written); going on from step-00000003")
    assert written(run)["resumed_from"] == [3]
    assert [line["step"] for line in figures_of(run)] == [3, 6, 9]


def test_a_best_epoch_that_is_lost_is_found_at_once(runs: Runs) -> None:
    # Weights that stay as they are make the first epoch the best.
    run = runs.train(SMALL.replace("learning_rate: 0.01", "learning_rate: 1e-30"), stop=3)
    damage(run, 3)
    assert "the checkpoint of the best epoch (step 3) is lost: state.safetensors has " in runs.refused()
    events = runs.resume(allow_inexact=True)
    assert isinstance(events[-1], Finished)
    assert written(run)["exact"] is False


def test_an_earlier_step_may_be_named(runs: Runs) -> None:
    run = runs.train(SMALL)
    whole = state_of(run), figures_of(run)
    assert runs.refused(from_step=5).startswith("there is no checkpoint of step 5, ")
    assert runs.refused(from_step=5).endswith("; there are those of steps 3, 6, 9")
    seen: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Started):
            seen.extend(sorted(path.name for path in run.checkpoints.iterdir()))

    runs._begin(runs.recipe, (), listen, resuming=True, from_step=3)
    assert seen == ["aside-step-00000006", "aside-step-00000009", "step-00000003"]
    assert (state_of(run), figures_of(run)) == whole
    assert written(run)["exact"] is True


def test_options_of_resuming_say_so_without_it(runs: Runs) -> None:
    runs.recipe.write_text(SMALL, "utf-8")
    for more in ({"allow_inexact": True}, {"from_step": 3}):
        with pytest.raises(UsageError, match="this says how a run goes on, --"):
            runs._begin(runs.recipe, (), lambda _: None, **more)


def test_what_several_workers_began_is_not_gone_on_with_by_one_nor_the_other_way_round(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs.train(SMALL, stop=2)
    tf_config = {"cluster": {"worker": ["127.0.0.1:1", "127.0.0.1:2"]}, "task": {"type": "worker", "index": 0}}
    monkeypatch.setenv("TF_CONFIG", json.dumps(tf_config))
    with pytest.raises(CheckpointError, match=r"trained by one process \(one_device\), and these are 2 workers"):
        runs.resume()
    monkeypatch.delenv("TF_CONFIG")
    text = run.resolved.read_text("utf-8")
    run.resolved.write_text(text[: text.index("distribution:")] + "distribution: {type: multi_worker}\n", "utf-8")
    with pytest.raises(CheckpointError, match=r"several workers, and this is one.*--resume --workers N"):
        runs.resume(target=run.path)


def test_what_a_transform_learned_is_missed(runs: Runs) -> None:
    run = runs.train(SMALL.replace("batch_size: 40}", "batch_size: 40, transforms: [normalization]}"), stop=2)
    shutil.rmtree(run.fitted)
    with pytest.raises(CheckpointError, match="what normalization learned from the data is not there"):
        runs.resume()

"""A signal ends a run at once while there is nothing to save, and else at the next step, saved."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dlcli.ground.errors import Interrupted
from dlcli.run import checkpoints
from dlcli.run.begin import begin
from dlcli.run.events import Event, ignore
from dlcli.run.folder import RunFolder
from tests.conftest import Arm
from tests.run.stopping import figures_of
from tests.run.test_resume import RECIPE, state_of


def train(folder: Path, target: str, listener: list[Event], *, resuming: bool = False) -> RunFolder:
    return begin(
        folder / target,
        overrides=(),
        runs=folder / "runs",
        resuming=resuming,
        listener=listener.append,
        command=["dlcli"],
        debug=False,
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "small.yaml").write_text(RECIPE)
    return train(folder, "small.yaml", [])


@pytest.mark.parametrize(
    ("place", "where", "code"),
    [
        ("train.step@4=signal:SIGTERM", "step 8", 143),
        ("validation.piece@1=signal:SIGINT", "step 6, before its validation", 130),
        ("validation.piece@3=signal:SIGHUP", "step 12, before its validation", 143),
        ("checkpoint.half.state.safetensors@2=signal:SIGTERM", "step ", 143),
    ],
)
def test_a_run_that_a_signal_stopped_goes_on_to_the_same_numbers(
    whole: RunFolder, tmp_path: Path, arm: Arm, *, place: str, where: str, code: int
) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE)
    arm(place)
    with pytest.raises(Interrupted, match=where) as caught:
        train(tmp_path, "small.yaml", [])
    arm("")
    assert caught.value.exit_code == code
    run = RunFolder((tmp_path / "runs" / "small" / "latest").resolve())
    assert caught.value.help == f"saved; go on with: dlcli train {run.path} --resume"
    train(tmp_path, "small.yaml", [], resuming=True)
    (step,) = json.loads(run.environment.read_bytes())["resumed_from"]
    assert step > 0
    assert where.startswith(f"step {step}") or where == "step "
    assert state_of(run) == state_of(whole)
    assert figures_of(run) == figures_of(whole)
    assert run.evaluation.read_bytes() == whole.evaluation.read_bytes()
    assert not list(run.checkpoints.glob("*-unvalidated"))


def test_a_validation_is_left_before_its_next_piece(tmp_path: Path, arm: Arm) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE.replace("batch_size: 16", "batch_size: 1"))
    arm("validation.piece@2=signal:SIGTERM,validation.piece@3=kill")
    with pytest.raises(Interrupted, match="before its validation"):
        train(tmp_path, "small.yaml", [])


def ended(folder: Path, repository: Path, failpoint: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(repository), "DLCLI_TESTING": "1", "DLCLI_FAILPOINT": failpoint}
    command = [sys.executable, "-m", "dlcli", "train", "small.yaml", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), pytest.param("SIGINT", 130, marks=pytest.mark.slow)])
def test_before_the_training_a_signal_ends_the_process_at_once(
    tmp_path: Path, repository: Path, name: str, code: int
) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE)
    found = ended(tmp_path, repository, f"train.loaded=signal:{name}")
    assert found.returncode == code
    last = found.stderr.splitlines()[-1]
    assert last == f"interrupted by {name}; nothing had begun, so nothing was saved"
    assert not (tmp_path / "runs").exists()


def test_a_signal_while_tensorflow_loads_is_told(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE)
    command = [sys.executable, "-m", "dlcli", "train", "small.yaml"]
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        # What is said of the recipe is said before TensorFlow is loaded.
        process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert process.returncode == 143
    assert rest.splitlines()[-1] == "interrupted by SIGTERM; nothing had begun, so nothing was saved"
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_a_second_signal_ends_the_process_and_leaves_whole_checkpoints(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE)
    places = "train.step@5=signal:SIGTERM,checkpoint.half.state.safetensors@4=signal:SIGINT"
    found = ended(tmp_path, repository, places)
    assert found.returncode == 130
    run = RunFolder(tmp_path / "runs" / "small" / "latest")
    assert "interrupted by SIGINT; nothing more is saved; go on with: dlcli train " in found.stderr
    names = checkpoints.list_names(run.checkpoints)
    assert {"step-00000006", "step-00000008"} <= set(names)
    for name in names:
        checkpoints.read(run.checkpoints / name)


def test_a_signal_that_the_command_was_started_to_ignore_stays_ignored(tmp_path: Path, arm: Arm) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        arm("train.step@2=signal:SIGHUP")
        assert train(tmp_path, "small.yaml", []).finished
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_signals_that_somebody_else_took_are_heard_again() -> None:
    from dlcli.run.signals import Signals

    with Signals(ignore) as signals:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signals.hold("go on")
        os.kill(os.getpid(), signal.SIGTERM)
        assert signals() == signal.SIGTERM

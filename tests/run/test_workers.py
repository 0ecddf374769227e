"""Two worker processes of one training: what they make, and what becomes of it when one is lost."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dlcli.ground import digests
from dlcli.run.folder import RunFolder
from tests.conftest import RunDlcli
from tests.run.stopping import figures_of, resumed_from

pytestmark = pytest.mark.multiworker

RECIPE = """
name: small
data: {source: iris, split: {validation: 0.2, test: 0.2}, transforms: [normalization], batch_size: 16}
layers:
  - {type: dense, units: 8, activation: relu}
  - {type: dropout, rate: 0.3}
  - batch_normalization
  - {type: dense, units: "${data.classes}", activation: softmax}
training: {epochs: 10, checkpoint: {every_steps: 4, keep: 3}}
"""
STEPS = 60


@dataclass
class Launched:
    """A launcher that runs, in a folder of its own."""

    process: subprocess.Popen[str]
    folder: Path
    told: list[str] = field(default_factory=list)

    @property
    def run(self) -> RunFolder:
        return RunFolder((self.folder / "runs" / "small" / "latest").resolve())

    @property
    def workers(self) -> list[int]:
        """Its processes, the chief's first."""
        children = Path("/proc", str(self.process.pid), "task", str(self.process.pid), "children")
        return [int(each) for each in children.read_text().split()]

    def until(self, word: str) -> None:
        """Reads what is told to the line that holds a word."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.told.append(line)
            if word in line:
                return
        raise AssertionError(f"{word!r} was not told:\n{''.join(self.told)}")

    def end(self) -> tuple[int, str, str]:
        """The exit code, the last line of stdout and the last of stderr."""
        out, rest = self.process.communicate(timeout=180)
        self.told += rest.splitlines(keepends=True)
        return self.process.returncode, *((text.splitlines() or [""])[-1] for text in (out, "".join(self.told)))


Launch = Callable[..., Launched]


@contextmanager
def launched(
    folder: Path, repository: Path, *arguments: str, recipe: str = RECIPE, **variables: str
) -> Iterator[Launched]:
    (folder / "small.yaml").write_text(recipe, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(repository), "DLCLI_TESTING": "1", **variables}
    command = [sys.executable, "-m", "dlcli", "train", *arguments, "--workers", "2"]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield Launched(process, folder)
    finally:
        process.kill()
        process.wait()


def state_of(run: RunFolder) -> dict[str, str]:
    return {path.parent.name: digests.of_file(path) for path in sorted(run.checkpoints.glob("*/state.safetensors"))}


def assert_same(run: RunFolder, whole: RunFolder) -> None:
    assert state_of(run) == state_of(whole)
    assert figures_of(run) == figures_of(whole)
    assert run.evaluation.read_bytes() == whole.evaluation.read_bytes()
    assert list(run.path.rglob(".tmp-*")) == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Launched:
    """A training that nothing happened to."""
    with launched(tmp_path_factory.mktemp("whole"), repository, "small.yaml") as training:
        code, last, _ = training.end()
        assert (code, (training.folder / last).resolve()) == (0, training.run.path), "".join(training.told)
        return training


def assert_told_and_written_once(training: Launched) -> None:
    told = "".join(training.told)
    assert [told.count(f"epoch {number:2}/10") for number in (1, 10)] == [1, 1]
    assert (len(list((training.folder / "runs" / "small").iterdir())), training.run.finished) == (2, True)
    assert len(figures_of(training.run)) == 10


def test_what_two_workers_train_is_told_and_written_once(whole: Launched) -> None:
    assert_told_and_written_once(whole)


@pytest.mark.slow
def test_a_killed_worker_is_started_again(whole: Launched, tmp_path: Path, repository: Path) -> None:
    """F24: all go on from the last checkpoint and end as if nothing had happened."""
    with launched(tmp_path, repository, "small.yaml", "--restarts", "1") as training:
        training.until("epoch  3/10")
        os.kill(training.workers[1], signal.SIGKILL)
        code, last, _ = training.end()
    assert (code, (tmp_path / last).resolve()) == (0, training.run.path), "".join(training.told)
    (again,) = (line for line in training.told if line.startswith("worker 1 died (SIGKILL) at step "))
    (step,) = resumed_from(training.run)
    assert again.endswith(f"; starting all workers again from checkpoint {step} (1 of 1)\n")
    assert 16 <= step < STEPS
    assert_same(training.run, whole.run)


@pytest.mark.slow
@pytest.mark.parametrize("index", [0, 1])
def test_a_hanging_worker_is_killed_and_named(tmp_path: Path, repository: Path, index: int) -> None:
    """F25."""
    with launched(tmp_path, repository, "small.yaml", "--set", "training.epochs=5000") as training:
        training.until("epoch    3/5000")
        os.kill(training.workers[index], signal.SIGSTOP)
        began = time.monotonic()
        code, _, error = training.end()
    assert code == 8
    assert error.startswith(f"error: worker {index} stopped answering at step ")
    assert error.endswith(f"; go on with: dlcli train {training.run.path.relative_to(tmp_path)} --resume --workers 2")
    assert time.monotonic() - began < 60


@pytest.mark.slow
def test_a_worker_that_never_joins_is_named(tmp_path: Path, repository: Path) -> None:
    """F26: TensorFlow alone would wait for ever."""
    short = "distribution={type: multi_worker, start_timeout: 30}"
    with launched(tmp_path, repository, "small.yaml", "--set", short) as training:
        training.until("small")
        os.kill(training.workers[1], signal.SIGSTOP)
        code, _, error = training.end()
    assert code == 8
    assert error.startswith("error: worker 1 (127.0.0.1:")
    assert error.endswith(") did not join in 30 s; try again")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("index", "told"),
    [(0, "worker 1 (127.0.0.1:4) did not come in 2 s, worker 0"), (1, "the chief (127.0.0.1:4) did not come in 2 s")],
)
def test_a_worker_without_a_launcher_waits_in_vain(
    tmp_path: Path, run_dlcli: RunDlcli, monkeypatch: pytest.MonkeyPatch, index: int, told: str
) -> None:
    """F26, where Slurm or Kubernetes started it."""
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        own = f"127.0.0.1:{here.getsockname()[1]}"
    addresses = [own, "127.0.0.1:4"] if index == 0 else ["127.0.0.1:4", own]
    task = {"type": "worker", "index": index}
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": {"worker": addresses}, "task": task}))
    (tmp_path / "small.yaml").write_text(f"{RECIPE}distribution: {{type: multi_worker, start_timeout: 2}}\n", "utf-8")
    found = run_dlcli("train", "small.yaml", timeout=90)
    assert (found.returncode, f"error: {told}" in found.stderr) == (8, True), found.stderr


@pytest.mark.slow
def test_a_signal_while_workers_look_for_one_another(tmp_path: Path, repository: Path) -> None:
    with launched(tmp_path, repository, "small.yaml") as training:
        training.until("small")
        os.kill(training.workers[1], signal.SIGSTOP)
        time.sleep(10)
        began = time.monotonic()
        training.process.send_signal(signal.SIGINT)
        code, _, error = training.end()
    assert (code, error.startswith("interrupted by SIGINT")) == (130, True)
    assert time.monotonic() - began < 15


PICTURES = """
name: small
data: {source: {type: image_folder, path: pets}, transforms: [{type: resizing, height: 8, width: 8}], batch_size: 2}
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 2}
"""


@pytest.mark.slow
def test_the_error_of_one_worker_is_told_and_not_the_noise_of_the_other(tmp_path: Path, repository: Path) -> None:
    """F27: a picture that only one of them reads is cut off."""
    import tensorflow as tf

    for kind in ("cat", "dog"):
        (tmp_path / "pets" / kind).mkdir(parents=True)
        for number in range(4):
            pixels = tf.random.stateless_uniform((20, 20, 3), (7, number), maxval=256, dtype=tf.int32)
            picture = tf.io.encode_png(tf.cast(pixels, tf.uint8)).numpy()
            (tmp_path / "pets" / kind / f"{number}.png").write_bytes(picture)
    (tmp_path / "pets" / "dog" / "3.png").write_bytes(picture[:400])
    with launched(tmp_path, repository, "small.yaml", recipe=PICTURES) as training:
        code, _, error = training.end()
    assert code == 3
    assert error.startswith("error: this picture is cut off, damaged or gone, ")
    assert "dog/3.png" in error
    assert [line.rstrip() for line in training.told if line.startswith("error:")] == [error]


@pytest.mark.slow
def test_a_chief_that_dies_while_it_writes_a_checkpoint(whole: Launched, tmp_path: Path, repository: Path) -> None:
    """F29: only the chief writes, so that only the chief meets the failpoint."""
    point = "folder_before_rename@12=kill"
    with launched(tmp_path, repository, "small.yaml", "--restarts", "2", DLCLI_FAILPOINT=point) as training:
        code, _, _ = training.end()
    assert code == 0, "".join(training.told)
    assert any(line.startswith("worker 0 died (SIGKILL) at step ") for line in training.told)
    assert min(resumed_from(training.run)) > 0
    assert_same(training.run, whole.run)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["launcher", "worker"])
def test_a_signal_saves_once_and_goes_on_exactly(
    whole: Launched, tmp_path: Path, repository: Path, target: str
) -> None:
    """F30."""
    with launched(tmp_path, repository, "small.yaml") as training:
        training.until("epoch  3/10")
        os.kill(training.process.pid if target == "launcher" else training.workers[1], signal.SIGTERM)
        code, _, error = training.end()
    folder = training.run.path.relative_to(tmp_path)
    assert code == 143
    assert error.startswith("interrupted by SIGTERM, step ")
    assert error.endswith(f"; saved; go on with: dlcli train {folder} --resume --workers 2")
    with launched(tmp_path, repository, str(folder), "--resume") as training:
        code, _, _ = training.end()
    assert code == 0, "".join(training.told)
    assert f"interrupted by SIGTERM, step {resumed_from(training.run)[0]};" in error
    assert_same(training.run, whole.run)

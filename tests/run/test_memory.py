"""Whether a training fits is asked before the network is built, and a batch that would fit is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlcli.ground.errors import ResourceError
from dlcli.recipe.check import check
from dlcli.recipe.memory import Estimate, estimate
from dlcli.run import memory
from tests.conftest import REPOSITORY
from tests.run.conftest import Train

RECIPE = """
data: {source: {type: npz, path: data.npz, labels: targets}, batch_size: 4096}
layers: [{type: dense, units: 1024, activation: relu}, {type: dense, units: 1}]
optimizer: {type: adam, learning_rate: 0.01}
training: {epochs: 1}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", x=np.zeros((4096, 8), np.float32), targets=np.zeros((4096, 1), np.float32))


def free(monkeypatch: pytest.MonkeyPatch, size: int | None) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: size)


def test_a_batch_beyond_the_free_memory_is_refused_with_one_that_fits(
    train: Train, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Weights 10 241, four times; 1 025 outputs an example: 0.16 MiB, and 4 100 bytes an example.
    free(monkeypatch, 5 * 2**20)
    with pytest.raises(ResourceError) as caught:
        train(RECIPE)
    told = "batch 4096 needs about 16 MiB, 5.0 MiB are free; try data.batch_size: 1024"
    assert str(caught.value) == f"{told}, with training.gradient_accumulation: 4 for updates as large"
    assert caught.value.exit_code == 6
    assert not (tmp_path / "runs").exists()


def test_a_network_beyond_the_free_memory_is_refused(train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 100_000)
    with pytest.raises(ResourceError, match=r"optimizer need about 160 KiB, 98 KiB are free; try a smaller network"):
        train(RECIPE)


@pytest.mark.parametrize("size", [14 * 2**20, None])
def test_what_is_tight_or_not_known_is_tried(train: Train, monkeypatch: pytest.MonkeyPatch, size: int | None) -> None:
    free(monkeypatch, size)
    train(RECIPE)


@pytest.mark.parametrize(
    ("change", "weights", "outputs"),
    [
        ("optimizer={type: sgd, learning_rate: 0.1}", 8, 4),
        ("optimizer={type: sgd, learning_rate: 0.1, momentum: 0.9}", 12, 4),
        ("training.precision=float64", 32, 8),
        ("training.precision=mixed_float16", 16, 2),
        ("training.gradient_accumulation=2", 20, 4),
        ("regularization={weight_averaging: {momentum: 0.9}}", 20, 4),
    ],
)
def test_what_is_kept_of_a_weight_and_of_an_output(tmp_path: Path, change: str, weights: int, outputs: int) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE, "utf-8")
    checked = check(tmp_path / "small.yaml", [change])
    assert estimate(checked.recipe, checked.networks.values()) == Estimate(weights * 10_241, outputs * 1025)


def test_a_batch_that_fits_is_a_power_of_two() -> None:
    needed = Estimate(100, 10)
    assert [needed.batch_within(size, most=100) for size in (109, 110, 420, 10_000)] == [None, 1, 32, 64]


def test_the_tightest_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "proc/meminfo": "MemTotal: 9000 kB\nMemAvailable: 8000 kB\nSwapFree: 1000 kB\n",
        "proc/self/cgroup": "0::/job/step\n",
        "groups/job/memory.max": "6000000\n",
        "groups/job/memory.current": "2000000\n",
        "groups/job/memory.stat": "anon 5\ninactive_file 500000\n",
        "groups/job/step/memory.max": "max\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(memory, "_PROCESS", tmp_path / "proc")
    monkeypatch.setattr(memory, "_GROUPS", tmp_path / "groups")
    assert memory.free_memory() == 4_500_000
    (tmp_path / "groups/job/memory.max").unlink()
    assert memory.free_memory() == 9000 * 1024
    (tmp_path / "groups/memory").mkdir()
    (tmp_path / "groups/memory/memory.limit_in_bytes").write_text("77")
    (tmp_path / "proc/self/cgroup").write_text("4:memory:/elsewhere\n")
    assert memory.free_memory() == 77
    (tmp_path / "proc/meminfo").unlink()
    (tmp_path / "groups/memory/memory.limit_in_bytes").unlink()
    assert memory.free_memory() is None


LIMITED = """
import resource, sys

import tensorflow as tf

tf.constant(0)
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**30, used + 2**30))
if sys.argv.pop(1) == "blind":
    from dlcli.run import memory

    memory.refuse_too_large = lambda *_: None
from dlcli.__main__ import main

sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "words"),
    [("informed", "batch 4096 needs about 2.0 GiB"), ("blind", "there is not enough memory for a step")],
)
def test_a_process_with_a_limit_ends_with_its_exit_code(tmp_path: Path, kind: str, words: str) -> None:
    # Not a dense layer: where oneDNN finds no memory for the output of one, it ends the process with a fault.
    wide = "{type: reshape, target_shape: [8, 1]}, {type: up_sampling1d, size: 16384}, flatten"
    rows = RECIPE.replace("{type: dense, units: 1024, activation: relu}", wide)
    (tmp_path / "small.yaml").write_text(rows, "utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, kind, "train", "small.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    last = ended.stderr.strip().splitlines()[-1]
    assert ended.returncode == 6, ended.stderr
    assert words in last
    assert "try data.batch_size: " in last

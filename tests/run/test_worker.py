"""What is heard of a worker: its chief alone on the terminal, steps and signals by its launcher."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from dlcli.ground.errors import Interrupted
from dlcli.recipe.check import check
from dlcli.run.events import Event, Leaving, Progressed, RecipeRead, Started
from dlcli.run.worker import telling

RECIPE = """
data: {source: iris}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
"""
PROGRESS = Progressed(120, 200, 1, 20, 100, 0.5)
CAME = Leaving(Interrupted(signal.SIGTERM, help="nothing had begun, so nothing was saved"))


def events(tmp_path: Path, distribution: str = "auto") -> list[Event]:
    path = tmp_path / "small.yaml"
    path.write_text(f"{RECIPE}distribution: {distribution}\n", "utf-8")
    task = cast("object", SimpleNamespace())
    return [RecipeRead(check(path)), Started(task, Path("runs/a"), 0), PROGRESS, CAME]  # type: ignore[arg-type]


def cluster(monkeypatch: pytest.MonkeyPatch, index: int) -> None:
    task = {"type": "worker", "index": index}
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": {"worker": ["a:1", "b:1"]}, "task": task}))


def heard(tmp_path: Path, distribution: str = "auto") -> list[Event]:
    found: list[Event] = []
    tell = telling(found.append)
    for event in events(tmp_path, distribution):
        tell(event)
    return found


def test_by_itself_a_training_is_heard_as_it_is(tmp_path: Path) -> None:
    assert [type(event) for event in heard(tmp_path)] == [RecipeRead, Started, Progressed, Leaving]


def test_of_a_cluster_the_chief_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster(monkeypatch, 0)
    assert len(heard(tmp_path)) == 4
    cluster(monkeypatch, 1)
    assert heard(tmp_path) == [CAME]


def test_tasks_that_train_each_by_itself_are_all_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster(monkeypatch, 1)
    assert len(heard(tmp_path, "one_device")) == 4


@pytest.mark.parametrize("index", [0, 1])
def test_a_launcher_hears_of_steps_and_signals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: int) -> None:
    box = tmp_path / "box"
    box.mkdir()
    cluster(monkeypatch, index)
    monkeypatch.setenv("DLCLI_LAUNCHER", str(box))
    assert CAME not in heard(tmp_path)
    files = {path.name: path.read_text("utf-8") for path in box.iterdir()}
    error = json.loads(files.pop(f"error-{index}"))
    assert (error["exit_code"], error["report"]) == (
        143,
        "interrupted by SIGTERM; nothing had begun, so nothing was saved\n",
    )
    assert files == ({"folder": "runs/a", "step": "120"} if index == 0 else {})

"""What is refused before a worker is started, and what a worker leaves to its launcher."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlcli.ground.errors import DlcliError, UsageError
from dlcli.recipe.diagnostics import RecipeError
from dlcli.run.launchable import Launchable, refuse_to_launch
from dlcli.run.worker import resume_command
from tests.conftest import RunDlcli

RECIPE = """
data: {source: iris}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
"""
CLUSTER = {"TF_CONFIG": '{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 1}}'}


def refuse(path: Path, *, workers: int | None = 2, restarts: int = 0, **more: object) -> Launchable:
    given = {"overrides": (), "resuming": False, "environment": {}, **more}
    return refuse_to_launch(path, workers=workers, restarts=restarts, **given)  # type: ignore[arg-type]


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("small.yaml")
    path.write_text(RECIPE, "utf-8")
    return path


@pytest.mark.parametrize("word", ["auto", "multi_worker"])
def test_what_can_be_shared_out_is_let_through(recipe: Path, word: str) -> None:
    recipe.write_text(f"{RECIPE}distribution: {word}\n")
    assert refuse(recipe) == Launchable(2, 60)


def test_workers_are_waited_for_as_long_as_the_recipe_says(recipe: Path) -> None:
    recipe.write_text(f"{RECIPE}distribution: {{type: multi_worker, start_timeout: 300}}\n")
    assert refuse(recipe).start_timeout == 300


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"workers": 1}, "1 is not a number of workers, --workers; two at least; one trains without --workers"),
        ({"workers": -2}, "-2 is not a number of workers, --workers; two at least; one trains without --workers"),
        (
            {"workers": None, "restarts": 3},
            "there is nothing to start again 3 times, --restarts; add --workers N",
        ),
        (
            {"environment": CLUSTER},
            "this process is a worker of a cluster already, --workers; unset TF_CONFIG or leave srun",
        ),
        (
            {"overrides": ("distribution=one_device",)},
            "distribution: one_device is one process, --workers are several, --set:1:14; write multi_worker or auto",
        ),
    ],
)
def test_what_is_refused(recipe: Path, given: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        refuse(recipe, **given)  # type: ignore[arg-type]
    assert (caught.value.exit_code, str(caught.value)) == (2, told)


def test_the_place_of_a_strategy_that_cannot_be_shared_out(recipe: Path) -> None:
    recipe.write_text(f"{RECIPE}distribution: {{type: one_device, device: CPU}}\n")
    with pytest.raises(UsageError, match=r"one_device is one process, .*, small\.yaml:4:16; write"):
        refuse(recipe)


def test_a_run_on_one_device_goes_on_without_workers(recipe: Path) -> None:
    run = Path("run")
    run.mkdir()
    (run / "resolved.yaml").write_text(f"{RECIPE}distribution: one_device\n")
    with pytest.raises(UsageError, match="go on without --workers"):
        refuse(run, resuming=True)
    changed = ("distribution={type: multi_worker, start_timeout: 7}",)
    assert refuse(run, resuming=True, overrides=changed).start_timeout == 7
    with pytest.raises(DlcliError, match="not a run"):
        refuse(Path(), resuming=True)


def test_mistakes_of_a_recipe_are_told_before(recipe: Path) -> None:
    recipe.write_text(RECIPE.replace("iris", "irs"))
    with pytest.raises(RecipeError, match="there is no source 'irs'"):
        refuse(recipe)


def test_the_command_refuses(recipe: Path, run_dlcli: RunDlcli) -> None:
    found = run_dlcli("train", "small.yaml", "--workers", "1")
    assert (found.returncode, found.stdout, found.stderr) == (
        2,
        "",
        "error: 1 is not a number of workers, --workers; two at least; one trains without --workers\n",
    )


def test_a_worker_leaves_its_error_to_the_launcher(
    recipe: Path, tmp_path: Path, run_dlcli: RunDlcli, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe.write_text(RECIPE.replace("iris", "irs"))
    alone = run_dlcli("train", "small.yaml")
    box = tmp_path / "box"
    box.mkdir()
    monkeypatch.setenv("DLCLI_LAUNCHER", str(box))
    monkeypatch.setenv("TF_CONFIG", CLUSTER["TF_CONFIG"])
    found = run_dlcli("train", "small.yaml")
    assert (found.returncode, found.stderr) == (2, "")
    (told,) = box.iterdir()
    error = json.loads(told.read_bytes())
    assert (told.name, error["exit_code"], error["report"]) == ("error-1", 2, alone.stderr)


def test_what_goes_on_names_the_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resume_command(Path("runs/a")) == "dlcli train runs/a --resume"
    (tmp_path / "workers").write_text("3")
    monkeypatch.setenv("DLCLI_LAUNCHER", str(tmp_path))
    assert resume_command(Path("runs/a")) == "dlcli train runs/a --resume --workers 3"

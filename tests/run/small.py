"""A small recipe's text, built or trained in a folder."""

from __future__ import annotations

from pathlib import Path

from dlcli.build.opened import open_data
from dlcli.build.strategy import alone
from dlcli.build.task import Task, build_task
from dlcli.recipe.check import check
from dlcli.recipe.verdict import verdict
from dlcli.run.begin import begin
from dlcli.run.events import ignore
from dlcli.run.folder import RunFolder


def task_of(folder: Path, text: str, *overrides: str) -> Task:
    """Everything that a training of it needs."""
    (folder / "small.yaml").write_text(text, "utf-8")
    return build_task(open_data(check(folder / "small.yaml", overrides)), alone())


def errors_of(folder: Path, text: str) -> list[str]:
    """What its recipe is refused for; each mistake has its place."""
    (folder / "small.yaml").write_text(text, "utf-8")
    found = [each for each in verdict(folder / "small.yaml").diagnostics if each.severity == "error"]
    assert all(each.place is not None for each in found)
    return [each.message for each in found]


def trained(folder: Path, text: str, *overrides: str, name: str = "small") -> RunFolder:
    """The folder of its run."""
    (folder / f"{name}.yaml").write_text(text, "utf-8")
    return begin(
        folder / f"{name}.yaml",
        overrides=overrides,
        runs=folder / "runs",
        resuming=False,
        listener=ignore,
        command=["dlcli"],
        debug=False,
    )

"""The shipped recipes, and one of them trained once for every test that looks at a finished run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dlcli.run.events import ignore
from dlcli.run.folder import RunFolder

CHEAPEST = "regression/logistic_regression_cat"
"""The recipe that keeps its claim in the least time."""

TrainRecipe = Callable[[str], RunFolder]


@pytest.fixture(scope="session")
def train_recipe(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> TrainRecipe:
    """Train a shipped recipe as its head says, once in a session; gives the run's folder."""
    runs = tmp_path_factory.mktemp("runs")
    trained: dict[str, RunFolder] = {}

    def run(name: str) -> RunFolder:
        from dlcli.run.begin import begin

        if name not in trained:
            path = repository / "recipes" / f"{name}.yaml"
            command = ["dlcli", "train", f"recipes/{name}.yaml"]
            trained[name] = begin(
                path, overrides=(), runs=runs, resuming=False, listener=ignore, command=command, debug=False
            )
        return trained[name]

    return run


@pytest.fixture(scope="session")
def trained(train_recipe: TrainRecipe) -> RunFolder:
    """The run of the cheapest recipe."""
    return train_recipe(CHEAPEST)

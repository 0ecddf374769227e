"""Every example runs as its README says and holds the figure of its recipe's head."""

from __future__ import annotations

import importlib.util
import json
import operator
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import matplotlib.image
import numpy as np
import pytest

from dlcli.run.begin import begin
from dlcli.run.events import ignore
from dlcli.run.folder import RunFolder

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ALONE = [path for path in sorted(EXAMPLES.rglob("*.yaml")) if path.parent.name != "transfer_learning"]
"""Of two trainings the second begins with the first: tests/recipes/test_transfer_learning.py holds both."""
COMPARED = {">=": operator.ge, "<=": operator.le}


@pytest.fixture(scope="module")
def train(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], RunFolder]:
    """Train an example's recipe once."""
    runs, trained = tmp_path_factory.mktemp("runs"), dict[Path, RunFolder]()

    def run(recipe: Path) -> RunFolder:
        if recipe not in trained:
            trained[recipe] = begin(
                recipe, overrides=(), runs=runs, resuming=False, listener=ignore, command=["dlcli"], debug=False
            )
        return trained[recipe]

    return run


def script(path: Path) -> ModuleType:
    """An example's script, not run."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("recipe", ALONE, ids=lambda path: path.stem)
def test_example_holds_its_figure(train: Callable[[Path], RunFolder], recipe: Path) -> None:
    run = train(recipe)
    claim = re.search(r"holds: (\w+) (>=|<=) ([\d.]+)", recipe.read_text("utf-8"))
    assert claim is not None
    metrics = json.loads(run.evaluation.read_bytes())["metrics"]
    assert COMPARED[claim[2]](metrics[claim[1]], float(claim[3])), metrics


@pytest.mark.parametrize(
    "folder", sorted(path for path in EXAMPLES.iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_example_has_a_readme_with_its_command(folder: Path) -> None:
    readme = (folder / "README.md").read_text("utf-8")
    for recipe in folder.glob("*.yaml"):
        assert f"dlcli train examples/{folder.name}/{recipe.name}" in readme


def test_backpropagation_is_the_textbooks(train: Callable[[Path], RunFolder]) -> None:
    compare = script(EXAMPLES / "backpropagation" / "compare.py")
    run = train(EXAMPLES / "backpropagation" / "cat.yaml").path
    assert compare.compare(run) < 1e-6
    x, y = compare.examples()
    gradients = compare.textbook(compare.weights_after(run, 1), x, y)
    assert min(np.abs(each).max() for each in gradients.values()) > 1e-3
    compare.LEARNING_RATE *= 1.001
    assert compare.compare(run) > 1e-6


def test_three_ways_of_descent_are_drawn(train: Callable[[Path], RunFolder], tmp_path: Path) -> None:
    draw, folder = script(EXAMPLES / "gradient_descent" / "draw.py"), EXAMPLES / "gradient_descent"
    runs = {name: train(folder / f"{name}.yaml").path for name in ("batch", "mini_batch", "stochastic")}
    paths = {name: draw.path_of(run) for name, run in runs.items()}
    assert {name: len(path) - 1 for name, path in paths.items()} == {"batch": 30, "mini_batch": 48, "stochastic": 128}
    x, y = np.loadtxt(folder / "line.csv", delimiter=",", skiprows=1, unpack=True)
    weight, bias = draw.START
    for weight_then, bias_then in paths["batch"][1:]:
        error = weight * x + bias - y
        weight, bias = weight - 0.1 * 2 * np.mean(error * x), bias - 0.1 * 2 * np.mean(error)
        assert (weight_then, bias_then) == pytest.approx((weight, bias), abs=1e-5)
    draw.draw(list(runs.values()), tmp_path / "paths.png")
    assert matplotlib.image.imread(tmp_path / "paths.png").std() > 0.05


def test_batches_added_up_take_the_path_of_the_whole_set(tmp_path: Path) -> None:
    draw, folder = script(EXAMPLES / "gradient_descent" / "draw.py"), EXAMPLES / "gradient_descent"
    paths = []
    for changes in (("data.batch_size=full",), ("data.batch_size=7", "training.gradient_accumulation=100")):
        run = begin(
            folder / "batch.yaml",
            overrides=("training.epochs=5", "training.precision=float64", *changes),
            runs=tmp_path,
            resuming=False,
            listener=ignore,
            command=["dlcli"],
            debug=False,
        )
        paths.append(draw.path_of(run.path))
    assert np.abs(paths[0] - paths[1]).max() < 1e-12
    assert len(paths[0]) == 6

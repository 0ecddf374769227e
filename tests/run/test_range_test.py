"""`dlcli find-lr`: what is trained at which rate, where it ends, what it suggests, and that nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pytest
from typer.testing import CliRunner

from dlcli.cli.app import app
from dlcli.ground.errors import DataError, DivergedError, UsageError

RNG = np.random.default_rng(4)
ROWS = RNG.normal(size=(40, 3)) * [1.0, 2.0, 0.5]
AMOUNTS = ROWS @ [1.0, -1.0, 2.0]
LINE = """
data: {source: {type: npz, path: line.npz, labels: y}, batch_size: full}
layers: [{type: dense, units: 1, use_bias: false, kernel_initializer: zeros}]
optimizer: {type: sgd, learning_rate: 0.001}
training: {precision: float64, epochs: 3}
regularization: {early_stopping: {monitor: loss, patience: 1}, weight_averaging: {momentum: 0.9}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("range")
    np.savez(path / "line.npz", x=ROWS, y=AMOUNTS)
    np.savez(path / "wild.npz", x=ROWS, y=AMOUNTS * 1e300)
    (path / "line.yaml").write_text(LINE, "utf-8")
    (path / "wild.yaml").write_text(LINE.replace("line.npz", "wild.npz"), "utf-8")
    (path / "mlp.yaml").write_text(
        "data: {source: iris}\nlayers: [{type: dense, units: 8, activation: relu}, {type: dropout, rate: 0.3},\n"
        '  {type: dense, units: "${data.classes}", activation: softmax}]\n',
        "utf-8",
    )
    return path


def asked(folder: Path, name: str, *arguments: str) -> str:
    """What the command prints; errors are raised as they are."""
    answer = CliRunner().invoke(app, ["find-lr", str(folder / f"{name}.yaml"), *arguments], catch_exceptions=True)
    if answer.exception is not None:
        raise answer.exception
    return answer.stdout


def found(folder: Path, name: str, *arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(asked(folder, name, "--json", *arguments))
    return answer


def by_hand(rates: np.ndarray) -> np.ndarray:
    """The losses of gradient descent on the mean square."""
    weights, losses = np.zeros(3), []
    for rate in rates:
        error = ROWS @ weights - AMOUNTS
        losses.append((error**2).mean())
        weights = weights - rate * 2 / len(ROWS) * ROWS.T @ error
    return np.array(losses)


def test_each_update_goes_by_the_next_rate_of_a_geometric_row(folder: Path) -> None:
    points = found(folder, "line", "--from", "1e-4", "--to", "2", "--steps", "30")["points"]
    rates = np.geomspace(1e-4, 2, 30)[: len(points)]
    np.testing.assert_allclose([each["learning_rate"] for each in points], rates, rtol=1e-12)
    losses = by_hand(rates)
    np.testing.assert_allclose([each["loss"] for each in points], losses, rtol=1e-6)
    means = [np.average(losses[: n + 1], weights=0.9 ** np.arange(n, -1, -1)) for n in range(len(losses))]
    np.testing.assert_allclose([each["smoothed"] for each in points], means, rtol=1e-6)


def test_suggests_a_rate_that_cannot_diverge(folder: Path) -> None:
    """Gradient descent on a mean square diverges above 2 / the largest eigenvalue of its second derivative."""
    answer = found(folder, "line", "--from", "1e-4", "--steps", "100")
    limit = 2 / np.linalg.eigvalsh(2 / len(ROWS) * ROWS.T @ ROWS).max()
    assert answer["diverged"]
    assert limit / 100 < answer["suggested_learning_rate"] < limit
    assert answer["suggested_learning_rate"] == answer["least"] / 10
    assert answer["points"][-1]["learning_rate"] > limit


def test_the_same_seed_sees_the_same(folder: Path) -> None:
    first, again = (found(folder, "mlp", "--steps", "20") for _ in range(2))
    other = found(folder, "mlp", "--steps", "20", "--set", "seed=1")
    assert first == again != other


def test_it_is_drawn_and_nothing_else_is_written(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = asked(folder, "line", "--from", "1e-4", "--steps", "100", "--plot", "rates.png")
    lines = text.splitlines()
    assert lines[0].startswith("smoothed loss over ")
    assert any(line.strip().startswith("^ ") for line in lines)
    assert "the loss grew too large at " in lines[-3]
    assert "suggested: " in lines[-2]
    assert lines[-1].startswith(f"try it: dlcli train {folder / 'line.yaml'} --set optimizer.learning_rate=")
    assert matplotlib.image.imread(tmp_path / "rates.png").std() > 0.05
    assert [each.name for each in tmp_path.iterdir()] == ["rates.png"]


def test_a_loss_that_falls_to_the_end_asks_for_more(folder: Path) -> None:
    text = asked(folder, "line", "--from", "1e-4", "--to", "0.01", "--steps", "10")
    assert "the loss still falls at 0.01: a larger --to may show a better rate" in text


def test_a_loss_that_only_grows_gives_no_suggestion(folder: Path) -> None:
    arguments = ("line", "--from", "5", "--to", "10", "--steps", "10")
    assert "the loss never fell: begin lower (--from)" in asked(folder, *arguments)
    assert found(folder, *arguments)["suggested_learning_rate"] is None


@pytest.mark.parametrize(
    ("arguments", "error", "told"),
    [
        (("wild",), DivergedError, "the loss is not finite at the first update"),
        (("line", "--from", "1", "--to", "0.1"), UsageError, "the rates go from 1 to 0.1"),
        (("line", "--steps", "1"), UsageError, "1 updates are no range"),
        (("line", "--plot", "rates.txt"), UsageError, "the drawing is a PNG or an SVG"),
        (("line", "--set", "data.source.path=none.npz"), DataError, "none.npz"),
    ],
)
def test_what_cannot_be_tested_is_told(
    arguments: tuple[str, ...], error: type[Exception], told: str, folder: Path
) -> None:
    with pytest.raises(error, match=told):
        asked(folder, *arguments)

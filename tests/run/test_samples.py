"""Pictures of what a trained network makes."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner

from dlcli.cli.app import app
from dlcli.ground.errors import UsageError
from dlcli.run.folder import RunFolder
from dlcli.run.samples import samples
from tests.run.small import trained as trained_run
from tests.run.stopping import figures_of
from tests.run.test_vae import RECIPE

SUPERVISED = """
data: {source: {type: digits, limit_per_class: 4}, transforms: [{type: scale_to, range: [0, 1]}]}
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
training: {epochs: 1}
"""
TABLE = """
data: {source: iris}
objective: autoencoder
layers: [{type: dense, units: 2}, {type: dense, units: 4}]
training: {epochs: 1}
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return trained_run(tmp_path_factory.mktemp("vae"), RECIPE)


def test_reconstructions_are_what_the_model_gives(trained: RunFolder) -> None:
    found = samples(trained.path, number=5, seed=0)["reconstructions"]
    assert found.shape == (5, 2, 8, 8, 1)
    model = keras.models.load_model(trained.model)
    np.testing.assert_allclose(model(16 * found[:, 0]), found[:, 1], atol=1e-6)


def test_draws_and_ways_are_those_of_the_decoder(trained: RunFolder) -> None:
    found = samples(trained.path, number=5, seed=3)
    assert {name: each.shape[:2] for name, each in found.items()} == {
        "reconstructions": (5, 2),
        "prior": (5, 5),
        "interpolations": (4, 8),
    }
    for way, one, other in zip(
        found["interpolations"], found["reconstructions"][:-1], found["reconstructions"][1:], strict=True
    ):
        np.testing.assert_allclose(way[0], one[1], atol=1e-6)
        np.testing.assert_allclose(way[-1], other[1], atol=1e-6)
    again, other_seed = samples(trained.path, number=5, seed=3), samples(trained.path, number=5, seed=4)
    np.testing.assert_array_equal(found["prior"], again["prior"])
    assert np.abs(found["prior"] - other_seed["prior"]).max() > 0.01


def test_each_kind_is_a_picture_of_its_own(trained: RunFolder, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["sample", str(trained.path), "--out", str(tmp_path / "made"), "--number", "3"])
    assert result.exit_code == 0, result.output
    assert {path.name for path in (tmp_path / "made").iterdir()} == {
        "reconstructions.png", "prior.png", "interpolations.png",
    }  # fmt: skip
    # Pictures of 8×8 are enlarged to 96, with 4 white pixels around each.
    assert tf.io.decode_png((tmp_path / "made" / "prior.png").read_bytes()).shape == (3 * 104, 3 * 104, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [(SUPERVISED, "supervised makes nothing that could be shown"), (TABLE, "this run makes no pictures")],
)
def test_what_makes_no_pictures_is_refused(text: str, said: str, tmp_path: Path) -> None:
    run = trained_run(tmp_path, text)
    with pytest.raises(UsageError, match=said):
        samples(run.path, number=3, seed=0)


def test_pictures_are_kept_while_it_learns(tmp_path: Path) -> None:
    """After epochs 1, 2, 4 and the last: those of the last are what the trained network makes."""
    (tmp_path / "small.yaml").write_text(RECIPE, "utf-8")
    plain = trained_run(tmp_path, RECIPE, "training.epochs=5")
    done = CliRunner().invoke(
        app, ["train", str(tmp_path / "small.yaml"), "--runs", str(tmp_path / "told"), "--set", "training.epochs=5"]
    )
    assert done.exit_code == 0
    folder = RunFolder(Path(done.stdout.splitlines()[-1]))
    kinds = ("interpolations", "prior", "reconstructions")
    wanted = {f"epoch-000{epoch}-{kind}.png" for epoch in (1, 2, 4, 5) for kind in kinds}
    assert {path.name for path in (folder.path / "samples").iterdir()} == wanted
    # Who looks changes nothing.
    assert figures_of(folder) == figures_of(plain)
    first, last = (
        tf.io.decode_png((folder.path / "samples" / f"epoch-000{epoch}-reconstructions.png").read_bytes()).numpy()
        for epoch in (1, 5)
    )
    assert first.shape == last.shape
    assert (first != last).any()

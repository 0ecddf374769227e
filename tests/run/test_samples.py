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
from dlcli.run.begin import begin
from dlcli.run.events import ignore
from dlcli.run.folder import RunFolder
from dlcli.run.samples import samples
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


def train(folder: Path, text: str, *overrides: str) -> RunFolder:
    (folder / "small.yaml").write_text(text, "utf-8")
    return begin(
        folder / "small.yaml",
        overrides=overrides,
        runs=folder / "runs",
        resuming=False,
        listener=ignore,
        command=["dlcli"],
        debug=False,
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return train(tmp_path_factory.mktemp("vae"), RECIPE)


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
    run = train(tmp_path, text)
    with pytest.raises(UsageError, match=said):
        samples(run.path, number=3, seed=0)

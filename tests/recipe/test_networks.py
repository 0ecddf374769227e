"""Several networks in a recipe: names from one to the next, blocks, holes and changes in them, how they are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlcli.parts.objectives.autoencoder import Autoencoder
from dlcli.recipe.check import Checked, check
from dlcli.recipe.graph import Input
from dlcli.report import header, summary
from tests.recipe.told import codes, found

BASE = """
data: {source: digits, transforms: [{type: scale_to, range: [0, 1]}]}
vars: {width: 16}
blocks:
  hidden: {layers: [{type: dense, units: "${units}"}, relu]}
objective: {type: autoencoder, noise: 0.1}
networks:
  decoder:
    - {use: hidden, with: {units: "${width}"}}
    - {type: concatenate, from: [previous, encoder.wide]}
    - {type: dense, units: 64}
    - {type: reshape, target_shape: [8, 8, 1]}
  encoder:
    - flatten
    - {use: hidden, name: wide, with: {units: "${width}"}}
    - {type: dense, units: 4}
"""


def checked(folder: Path, text: str = BASE, *overrides: str) -> Checked:
    (folder / "recipe.yaml").write_text(text, "utf-8")
    return check(folder / "recipe.yaml", overrides)


def test_networks_are_graphs_in_the_order_of_the_objective(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert list(found.networks) == ["encoder", "decoder"]
    encoder, decoder = found.networks.values()
    assert [node.feature for node in decoder.graph.nodes if isinstance(node, Input)] == ["code", "encoder.wide"]
    assert (encoder.output_shape(), decoder.output_shape()) == ((4,), (8, 8, 1))
    assert found.parameters() == (64 * 16 + 16) + (16 * 4 + 4) + (4 * 16 + 16) + (32 * 64 + 64)
    assert found.taken() == ("image",)
    assert [(head.label, head.network, head.loss.word) for head in found.heads] == [
        ("image", "decoder", "mean_squared_error")
    ]


def test_changes_reach_into_a_network(tmp_path: Path) -> None:
    found = checked(tmp_path, BASE, "networks.encoder.2.units=9", "networks.decoder.1=null")
    assert found.networks["encoder"].output_shape() == (9,)
    assert len(found.networks["decoder"].graph.steps()) == 4


def test_layers_do_for_an_autoencoder_too(tmp_path: Path) -> None:
    text = "data: {source: iris}\nobjective: autoencoder\nlayers: [{type: dense, units: '${data.features}'}]\n"
    found = checked(tmp_path, text)
    assert list(found.networks) == ["layers"]
    assert found.networks["layers"].output_shape() == (4,)


def test_an_objective_may_need_more_than_layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Autoencoder, "takes_layers", False)
    text = "data: {source: iris}\nobjective: autoencoder\nlayers: [{type: dense, units: 4}]\n"
    assert codes(tmp_path, text) == ["missing-network"]
    assert "encoder, decoder" in found(tmp_path, text)[0].message


def test_a_row_of_a_network_above_is_taken_by_its_name(tmp_path: Path) -> None:
    (wrong,) = found(tmp_path, BASE.replace("encoder.wide", "encoder.wid"))
    assert (wrong.code, wrong.label) == ("unknown-input", "did you mean 'encoder.wide'?")
    (upward,) = found(tmp_path, BASE.replace("units: 4}", "units: 4, from: decoder.dense}"))
    assert (upward.code, upward.message) == ("unknown-input", "no row above is called 'decoder.dense'")
    (feature,) = found(tmp_path, BASE.replace("[previous, encoder.wide]", "[previous, image, encoder.wide]"))
    assert (feature.code, feature.message) == ("unknown-input", "no row above is called 'image'")


def test_an_output_that_is_not_the_features_shape_names_both(tmp_path: Path) -> None:
    text = "data: {source: iris}\nobjective: autoencoder\nlayers: [{type: dense, units: 3}]\n"
    (wrong,) = found(tmp_path, text)
    assert (wrong.code, wrong.label) == ("shape-mismatch", "write 4")
    assert wrong.message == "the network's output is (3,), table is (4,)"
    assert wrong.place is not None
    assert (wrong.place.line, wrong.place.column) == (3, 31)


@pytest.mark.parametrize("objective", ["supervised", "autoencoder"])
def test_figures_of_outputs_that_only_the_data_tells_may_be_watched(tmp_path: Path, objective: str) -> None:
    text = (
        "data: {source: {type: npz, path: nowhere.npz}, split: {validation: 0.1}}\n"
        f"objective: {objective}\nlayers: [{{type: dense, units: 3}}]\n"
        "loss: mean_squared_error\nmetrics: [mean_absolute_error]\n"
        "regularization: {early_stopping: {monitor: val_mean_absolute_error}}\n"
    )
    assert codes(tmp_path, text) == ["missing-data"]
    assert "unknown-monitor" in codes(tmp_path, text, "data.split=null")


def test_a_misspelt_section_is_one_mistake(tmp_path: Path) -> None:
    assert codes(tmp_path, "data: {source: iris}\nlayer: [relu]\n") == ["unknown-key"]


def test_rules_look_at_every_network(tmp_path: Path) -> None:
    text = BASE.replace("- flatten\n", "- flatten\n    - relu\n    - relu\n")
    assert codes(tmp_path, text, "networks.decoder.1=null") == ["repeated-activation"]
    assert codes(tmp_path, BASE.replace("[previous, encoder.wide]", "[encoder.wide, encoder.wide]")) == ["unused-layer"]
    assert codes(tmp_path, BASE.replace("digits", "animals").replace("8, 8", "28, 28").replace("64}", "784}")) == []
    unscaled = BASE.replace("digits, transforms: [{type: scale_to, range: [0, 1]}]", "animals")
    assert codes(tmp_path, unscaled.replace("8, 8", "28, 28").replace("64}", "784}")) == ["unscaled-images"]


def test_summary_and_header_show_each_network(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = checked(tmp_path)
    text = "\n".join(line.plain for line in summary.lines(found, width=100))
    assert text.index("encoder\n") < text.index("decoder\n")
    assert "from previous, encoder.wide" in text
    assert "label" not in text
    told = "\n".join(line.plain for line in header.read_part(found, width=100))
    assert "objective   autoencoder, noise 0.1" in told
    summary.show_json(found)
    shown = json.loads(capsys.readouterr().out)
    assert shown["parameters"] == found.parameters()
    assert [row["name"] for row in shown["layers"]][:2] == ["encoder.flatten", "encoder.wide.dense"]

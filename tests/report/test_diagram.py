"""The drawing of a network: its boxes, where they stand, the file."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from dlcli.cli.app import app
from dlcli.recipe.check import check
from dlcli.report.folded import Box, boxes
from dlcli.report.placed import Place, Way, places, ways
from tests.conftest import REPOSITORY

RECIPES = REPOSITORY / "recipes"
TWO = """
data: {source: digits, transforms: [{type: scale_to, range: [0, 1]}]}
layers:
  - {type: conv2d, filters: 8, kernel_size: 3, name: near, from: image}
  - {type: global_average_pooling2d, name: one}
  - {type: flatten, from: image}
  - {type: dense, units: 8, activation: relu, name: two}
  - {type: concatenate, from: [one, two]}
  - {type: dense, units: 10, activation: softmax}
"""


def of(path: Path, *, unfold: bool = False) -> list[Box]:
    (network,) = check(path).networks.values()
    return boxes(network, unfold=unfold)


def test_blocks_are_folded_and_those_alike_are_counted() -> None:
    found = of(RECIPES / "vision" / "resnet18.yaml")
    assert [(box.name, box.times, box.output) for box in found] == [
        ("image", 1, "224×224×3"), ("conv_bn", 1, "112×112×64"), ("relu", 1, "112×112×64"),
        ("zero_padding2d", 1, "114×114×64"), ("max_pooling2d", 1, "56×56×64"), ("conv2", 2, "56×56×64"),
        ("conv3", 1, "28×28×128"), ("conv4", 1, "14×14×256"), ("conv5", 1, "7×7×512"),
        ("global_average_pooling2d", 1, "512"), ("dense", 1, "1000"),
    ]  # fmt: skip
    assert [box.inputs for box in found] == [(), *((number,) for number in range(10))]
    assert found[5].below == "2 × 9 layers, 148,480 parameters"
    assert found[6].below == "21 layers, 526,848 parameters"


def test_unfolded_every_row_is_a_box() -> None:
    found = of(RECIPES / "vision" / "resnet18.yaml", unfold=True)
    assert len(found) == 90
    assert {box.block for box in found} == {"", "conv_bn", "basic_block", "conv2", "conv3", "conv4", "conv5"}
    add = next(box for box in found if box.name == "add")
    assert [found[each].name for each in add.inputs] == ["batch_normalization", "max_pooling2d"]


def test_blocks_of_other_numbers_are_no_repetition() -> None:
    found = of(RECIPES / "vision" / "vgg16.yaml")
    assert [(box.name, box.times) for box in found[1:6]] == [(f"stage{number}", 1) for number in (1, 2, 3, 4, 5)]


def test_what_is_taken_beside_the_next_row_has_a_lane() -> None:
    found = of(RECIPES / "generative" / "unet_animals.yaml")
    where = places(found)
    assert [place.column for place in where] == [0.0] * len(found)
    long = [(found[way.first].name, found[way.last].name, way.lane) for way in ways(found, where) if way.lane]
    assert long == [("half", "up", 1), ("whole", "up_2", 2)]


def test_branches_stand_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO, "utf-8")
    found = of(tmp_path / "two.yaml")
    where = dict(zip([box.name for box in found], places(found), strict=True))
    assert where == {
        "image": Place(0, 0.0),
        "near": Place(1, -0.5),
        "one": Place(2, -0.5),
        "flatten": Place(1, 0.5),
        "two": Place(2, 0.5),
        "concatenate": Place(3, 0.0),
        "dense": Place(4, 0.0),
    }
    assert all(way.lane == 0 for way in ways(found, list(where.values())))


def test_lanes_are_shared_where_arrows_do_not_meet() -> None:
    chain = [Box(str(number), "", "", "other", (number - 1,) if number else ()) for number in range(7)]
    chain[2] = Box("2", "", "", "other", (1, 0))
    chain[6] = Box("6", "", "", "other", (5, 3))
    chain[5] = Box("5", "", "", "other", (4, 0))
    long = [way for way in ways(chain, places(chain)) if way.lane]
    assert sorted(long, key=lambda way: way.last) == [Way(0, 2, 1), Way(0, 5, 2), Way(3, 6, 1)]


def test_an_input_far_below_stands_just_above_what_takes_it() -> None:
    found = [
        Box("a", "", "", "input", ()), Box("b", "", "", "input", ()), Box("c", "", "", "other", (0,)),
        Box("d", "", "", "other", (2,)), Box("e", "", "", "other", (3, 1)),
    ]  # fmt: skip
    assert [place.row for place in places(found)] == [0, 2, 1, 2, 3]


@pytest.mark.parametrize("recipe", ["vision/resnet18", "generative/autoencoder_animals"])
def test_pictures_are_what_their_names_say(recipe: str, tmp_path: Path) -> None:
    path = str(RECIPES / f"{recipe}.yaml")
    for name in ("a.png", "a.svg"):
        result = CliRunner().invoke(app, ["summary", path, "--plot", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    head = (tmp_path / "a.png").read_bytes()[:24]
    width, height = struct.unpack(">II", head[16:])
    assert width >= 750
    assert height > 500
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")  # noqa: S314 - our own file


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--plot", "a.jpg"], "the drawing is a PNG or an SVG"),
        (["--unfold"], "--unfold is for a drawing"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["summary", str(RECIPES / "quickstart.yaml"), *arguments])
    assert said in str(result.exception or result.output)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = CliRunner().invoke(app, ["summary", str(RECIPES / "quickstart.yaml"), "--plot", "a.png"])
    assert "pip install 'dlcli[plots]'" in str(result.exception or result.output)

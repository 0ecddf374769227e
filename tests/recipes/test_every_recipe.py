"""Every recipe in recipes/ and examples/ is valid, says what it is, and builds to its golden number of parameters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dlcli.recipe.check import check
from dlcli.recipe.templates import templates

REPOSITORY = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "parameters.json"
TRAINED = r"\d+ (s|min) on 2 CPU cores; holds: \w+ (>=|<=) \d+(\.\d+)?"
COUNTED = r"(ImageNet and a GPU|a download of \d+ MB); holds: (trainable )?parameters = \d+"
HEAD = (
    r"# [A-Z].*\.",
    r"# dlcli train {path}",
    rf"# ({TRAINED}|{COUNTED})",
    r"",
)


def _names() -> list[str]:
    found = [path for folder in ("recipes", "examples") for path in (REPOSITORY / folder).rglob("*.yaml")]
    names = (path.relative_to(REPOSITORY).as_posix() for path in found)
    return sorted(name for name in names if not name.startswith("recipes/blocks/"))


every_recipe = pytest.mark.parametrize("name", _names())


@every_recipe
def test_recipe_is_valid_without_a_warning(name: str) -> None:
    checked = check(REPOSITORY / name)
    # ImageNet is nowhere that tests run, and what fits into memory is the machine's affair.
    elsewhere = {"missing-data", "large-memory"} if "IMAGENET" in str(checked.recipe.data.source) else set()
    elsewhere |= {"missing-weights"} if checked.recipe.training.initial_weights is not None else set()
    assert [each for each in checked.warnings if each.code not in elsewhere] == []


@every_recipe
def test_head_says_what_it_shows_its_command_its_cost_and_what_it_holds(name: str) -> None:
    lines = (REPOSITORY / name).read_text("utf-8").splitlines()
    for line, form in zip(lines, HEAD, strict=False):
        assert re.fullmatch(form.replace("{path}", re.escape(name)), line), (
            f"{name}: {line!r} is not of the form {form}"
        )


@every_recipe
def test_network_has_its_golden_number_of_parameters(name: str) -> None:
    from dlcli.build.network import build_networks
    from dlcli.build.opened import open_data

    checked = check(REPOSITORY / name)
    # How many words a text has is learned from it.
    checked = checked if checked.known() and checked.parameters() is not None else open_data(checked).checked
    built = sum(network.count_params() for network in build_networks(checked, seed=0).values())
    golden = json.loads(GOLDEN.read_bytes())
    assert (built, checked.parameters()) == (golden[name], golden[name])


def test_golden_numbers_are_those_of_the_recipes() -> None:
    assert sorted(json.loads(GOLDEN.read_bytes())) == _names()


def test_every_shipped_recipe_is_a_template() -> None:
    names = [name.removeprefix("recipes/").removesuffix(".yaml") for name in _names() if name.startswith("recipes/")]
    assert sorted(each.name for each in templates()) == names

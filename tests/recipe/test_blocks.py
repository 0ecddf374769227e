"""Blocks: use, with, repeat, defaults and holes become plain rows; what is seen where, and places that stay."""

from __future__ import annotations

import pytest

from dlcli.recipe.blocks import Blocks
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.holes import apply_vars
from dlcli.recipe.nodes import Mapping, Node, Sequence, at, place_of, plain
from dlcli.recipe.source import parse

HIDDEN = """\
blocks:
  hidden:
    defaults: {activation: relu}
    layers:
      - {type: dense, units: "${units}", activation: "${activation}"}
      - {type: dropout, rate: 0.5}
"""


def written_out(text: str) -> tuple[Mapping, list[Diagnostic]]:
    """The tree of a recipe with its variables and blocks applied, and what was wrong."""
    mistakes: list[Diagnostic] = []
    tree = parse(text, "recipe.yaml")
    assert isinstance(tree, Mapping)
    apply_vars(tree, mistakes)
    blocks = tree.entries.pop("blocks", None)
    expanded = Blocks(blocks.node if blocks else None, mistakes).expand(tree)
    assert isinstance(expanded, Mapping)
    return expanded, mistakes


def layers(text: str) -> list[object]:
    """The rows as they are written out."""
    tree, mistakes = written_out(text)
    assert mistakes == []
    found = at(tree, ("layers",))
    assert isinstance(found, Sequence)
    return [plain(row) for row in found.items]


def codes(text: str) -> list[str]:
    return [each.code for each in written_out(text)[1]]


def test_a_use_becomes_one_group_with_its_holes_filled() -> None:
    assert layers(HIDDEN + "layers: [{use: hidden, with: {units: 8}}]\n") == [
        {
            "type": "sequential",
            "block": "hidden",
            "layers": [{"type": "dense", "units": 8, "activation": "relu"}, {"type": "dropout", "rate": 0.5}],
        }
    ]


def test_what_is_given_goes_before_the_default() -> None:
    (group,) = layers(HIDDEN + "layers: [{use: hidden, with: {units: 8, activation: tanh}}]\n")
    assert isinstance(group, dict)
    assert group["layers"][0]["activation"] == "tanh"


def test_repeat_writes_copies_of_which_the_first_takes_and_the_last_is_named() -> None:
    rows = layers(HIDDEN + "layers: [{use: hidden, repeat: 3, with: {units: 8}, name: end, from: start}]\n")
    assert [(row.get("from"), row.get("name")) for row in rows if isinstance(row, dict)] == [
        ("start", None), (None, None), (None, "end"),
    ]  # fmt: skip


def test_repeat_may_be_none_at_all() -> None:
    assert layers(HIDDEN + "layers: [relu, {use: hidden, repeat: 0, with: {units: 8}}]\n") == ["relu"]


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("3", 3),
        ("tanh", "tanh"),
        ("[1, 2]", [1, 2]),
        ("[relu, {type: dense, units: 1}]", ["relu", {"type": "dense", "units": 1}]),
        ("[]", []),
        ("null", None),
    ],
)
def test_a_hole_stands_for_a_number_a_word_or_a_list(value: str, filled: object) -> None:
    text = (
        f'blocks: {{a: {{layers: [{{type: x, key: "${{hole}}"}}]}}}}\nlayers: [{{use: a, with: {{hole: {value}}}}}]\n'
    )
    (group,) = layers(text)
    assert isinstance(group, dict)
    assert group["layers"] == [{"type": "x", "key": filled}]


def test_a_hole_may_be_the_repeat_of_a_block_within() -> None:
    inner = '  inner: {layers: [relu]}\n  outer: {layers: [{use: inner, repeat: "${times}"}]}\n'
    (group,) = layers("blocks:\n" + inner + "layers: [{use: outer, with: {times: 2}}]\n")
    assert isinstance(group, dict)
    assert [row["block"] for row in group["layers"]] == ["inner", "inner"]


def test_arguments_pass_through_blocks_and_into_rows_that_are_given() -> None:
    text = (
        HIDDEN
        + '  twice:\n    layers:\n      - {use: hidden, with: {units: "${wide}"}}\n'
        + '      - {type: residual, main: [relu], shortcut: "${way}"}\n'
        + "layers: [{use: twice, with: {wide: 4, way: [{use: hidden, with: {units: 2}}]}}]\n"
    )
    (group,) = layers(text)
    assert isinstance(group, dict)
    first, second = group["layers"]
    assert first["layers"][0]["units"] == 4
    assert second["shortcut"][0]["layers"][0]["units"] == 2


def test_a_block_sees_no_variable_but_its_defaults_do() -> None:
    inside = 'vars: {width: 8}\nblocks: {a: {layers: [{type: dense, units: "${width}"}]}}\nlayers: [{use: a}]\n'
    assert codes(inside) == ["missing-argument"]
    brought = inside.replace("{a: {layers", '{a: {defaults: {width: "${width}"}, layers')
    assert plain_units(brought) == 8
    given = inside.replace("{use: a}", '{use: a, with: {width: "${width}"}}')
    assert plain_units(given) == 8


def plain_units(text: str) -> object:
    (group,) = layers(text)
    assert isinstance(group, dict)
    return group["layers"][0]["units"]


def test_facts_of_the_data_stay_holes() -> None:
    text = 'blocks: {a: {layers: [{type: dense, units: "${data.classes}"}]}}\nlayers: [{use: a}]\n'
    assert plain_units(text) == "${data.classes}"


def test_a_copy_is_a_tree_of_its_own() -> None:
    tree, _ = written_out(HIDDEN + "layers: [{use: hidden, repeat: 2, with: {units: 8}}]\n")
    one, other = (at(tree, ("layers", number, "layers", 0)) for number in (0, 1))
    assert one is not other
    assert isinstance(one, Mapping)
    one.entries.clear()
    assert isinstance(other, Mapping)
    assert other.entries


def line(tree: Node, *path: str | int) -> int:
    return place_of(tree, path).line


def test_values_keep_the_places_where_they_were_written() -> None:
    tree, _ = written_out(HIDDEN + "layers:\n  - use: hidden\n    with:\n      units: 8\n")
    row = ("layers", 0, "layers", 0)
    assert line(tree, *row, "units") == 10
    assert line(tree, *row, "activation") == 3
    assert line(tree, *row, "type") == 5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("layers: [{use: hiden, with: {units: 8}}]\n", ["unknown-block"]),
        ("layers: [{use: 3}]\n", ["unknown-block"]),
        ("layers: [{use: hidden}]\n", ["missing-argument"]),
        ("layers: [{use: hidden, with: {unit: 8}}]\n", ["unknown-argument"]),
        ("layers: [{use: hidden, with: {units: 8, color: red}}]\n", ["unknown-argument"]),
        ("layers: [{use: hidden, units: 8}]\n", ["unknown-key"]),
        ("layers: [{use: hidden, repeat: -1, with: {units: 8}}]\n", ["wrong-value"]),
        ("layers: [{use: hidden, repeat: true, with: {units: 8}}]\n", ["wrong-value"]),
    ],
)
def test_a_mistake_is_told_once(text: str, found: list[str]) -> None:
    assert codes(HIDDEN + text) == found


def test_blocks_that_use_one_another_are_a_cycle() -> None:
    text = "blocks: {a: {layers: [{use: b}]}, b: {layers: [{use: a}]}}\nlayers: [{use: a}]\n"
    (mistake,) = written_out(text)[1]
    assert (mistake.code, mistake.message) == ("block-cycle", "the block 'a' uses itself: a → b → a")


def test_rows_are_counted_before_they_fill_the_memory() -> None:
    many = "".join(f"  b{n}: {{layers: [{{use: b{n + 1}, repeat: 100}}]}}\n" for n in range(6))
    assert codes(f"blocks:\n{many}  b6: {{layers: [relu]}}\nlayers: [{{use: b0}}]\n") == ["too-many-rows"]

"""extends, changes, --set, vars: what stands in the composed recipe, and where it came from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dlcli.recipe.compose import compose
from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.source import parse, place_of, plain

Write = Callable[..., Path]

BASE = """
data: {source: {type: animals, classes: [cat, dog]}, batch_size: 64}
layers:
  - flatten
  - {type: dense, units: 8, activation: relu, name: hidden}
  - {type: dense, units: 2, activation: softmax}
optimizer: {type: adam, learning_rate: 0.01, beta_1: 0.8}
training: {epochs: 5}
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def one(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return one


def composed(path: Path, *overrides: str) -> object:
    return plain(compose(path, overrides).tree)


def codes(path: Path, *overrides: str) -> list[tuple[str, int, int]]:
    with pytest.raises(RecipeError) as caught:
        compose(path, overrides)
    return [
        (each.code, each.place.line, each.place.column) if each.place else (each.code, 0, 0)
        for each in caught.value.diagnostics
    ]


def test_mappings_merge_and_lists_and_values_are_replaced(write: Write) -> None:
    write("base.yaml", BASE)
    path = write("mine.yaml", "extends: base.yaml\ndata: {batch_size: 16}\nlayers: [flatten]\n")
    assert composed(path) == {
        "data": {"source": {"type": "animals", "classes": ["cat", "dog"]}, "batch_size": 16},
        "layers": ["flatten"],
        "optimizer": {"type": "adam", "learning_rate": 0.01, "beta_1": 0.8},
        "training": {"epochs": 5},
    }


@pytest.mark.parametrize(
    ("written", "optimizer"),
    [
        ("optimizer: sgd", {"type": "sgd"}),
        ("optimizer: adam", {"type": "adam", "learning_rate": 0.01, "beta_1": 0.8}),
        ("optimizer: {type: sgd, momentum: 0.9}", {"type": "sgd", "momentum": 0.9}),
        ("optimizer: {beta_1: 0.5}", {"type": "adam", "learning_rate": 0.01, "beta_1": 0.5}),
        ("optimizer: {beta_1: null}", {"type": "adam", "learning_rate": 0.01}),
        ("optimizer: null", None),
    ],
)
def test_another_type_replaces_the_whole_and_null_takes_away(write: Write, written: str, optimizer: object) -> None:
    write("base.yaml", BASE)
    found = composed(write("mine.yaml", f"extends: base.yaml\n{written}\n"))
    assert isinstance(found, dict)
    assert found.get("optimizer") == optimizer


def test_later_bases_lie_over_earlier_ones(write: Write) -> None:
    write("one.yaml", "seed: 1\nname: one\n")
    write("two.yaml", "seed: 2\n")
    assert composed(write("mine.yaml", "extends: [one.yaml, two.yaml]\ndescription: mine\n")) == {
        "seed": 2,
        "name": "one",
        "description": "mine",
    }


def test_a_base_may_lie_outside_the_folder(write: Write, tmp_path: Path) -> None:
    write("base.yaml", "seed: 3\n")
    assert composed(write("below/mine.yaml", "extends: ../base.yaml\n")) == {"seed": 3}


def test_changes_count_rows_as_they_were_written(write: Write) -> None:
    write("base.yaml", BASE)
    changes = "changes: {layers.0: null, layers.hidden.units: 32, layers.2: {type: dropout, rate: 0.5}}\n"
    found = composed(write("mine.yaml", f"extends: base.yaml\n{changes}"))
    assert isinstance(found, dict)
    hidden = {"type": "dense", "units": 32, "activation": "relu", "name": "hidden"}
    assert found["layers"] == [hidden, {"type": "dropout", "rate": 0.5}]


def test_overrides_count_rows_as_they_were_written_too(write: Write) -> None:
    write("base.yaml", BASE)
    middle = write("middle.yaml", "extends: base.yaml\nchanges: {layers.0: null}\n")
    path = write("mine.yaml", "extends: middle.yaml\nchanges: {layers.1.units: 16}\n")
    softmax = {"type": "dense", "units": 2, "activation": "softmax"}
    hidden = {"type": "dense", "units": 16, "activation": "relu", "name": "hidden"}
    assert composed(path, "layers.2.units=3") == {**_plain_base(), "layers": [hidden, {**softmax, "units": 3}]}
    assert composed(middle, "layers.1=null") == {**_plain_base(), "layers": [softmax]}
    assert composed(path, "layers.0={type: reshape}", "layers.1=null") == {
        **_plain_base(),
        "layers": [{"type": "reshape"}, softmax],
    }


@pytest.mark.parametrize("row", ["0", "1", "hidden"])
def test_a_row_that_was_taken_out_has_no_keys_to_change(write: Write, row: str) -> None:
    path = write("mine.yaml", BASE)
    edit = f"layers.{row}.units=9"
    assert codes(path, f"layers.{row}=null", edit) == [("unknown-row", 1, 8)]


def _plain_base() -> dict[str, object]:
    found = plain(parse(BASE, "base.yaml"))
    assert isinstance(found, dict)
    return dict(found)


def test_set_lies_over_everything_and_keeps_what_it_does_not_name(write: Write) -> None:
    path = write("mine.yaml", BASE)
    found = composed(path, "optimizer.learning_rate=1e-3", "layers.2.units=3", "data.source.classes=[cat, dog, horse]")
    assert isinstance(found, dict)
    assert found["optimizer"]["learning_rate"] == 0.001
    assert found["layers"][2] == {"type": "dense", "units": 3, "activation": "softmax"}
    assert found["data"]["source"] == {"type": "animals", "classes": ["cat", "dog", "horse"]}


def test_a_variable_stands_for_a_number_a_list_or_another_variable(write: Write) -> None:
    text = 'vars: {width: 64, wide: "${width}", rows: [relu, flatten]}\nseed: "${wide}"\nlayers: "${rows}"\n'
    path = write("mine.yaml", text)
    assert composed(path) == {"seed": 64, "layers": ["relu", "flatten"]}


def test_a_variable_keeps_the_place_of_its_value(write: Write) -> None:
    tree = compose(write("mine.yaml", 'vars:\n  width: 64\nseed: "${width}"\n')).tree
    assert place_of(tree, ("seed",)).line == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("extends: nothing.yaml\n", [("missing-file", 1, 10)]),
        ("extends: mine.yaml\n", [("extends-cycle", 1, 10)]),
        ("extends: 3\n", [("wrong-type", 1, 10)]),
        ('seed: "${sed}"\nvars: {seed: 1}\n', [("unknown-hole", 1, 7)]),
        ('vars: {a: "${b}", b: "${a}"}\nseed: "${a}"\n', [("vars-cycle", 1, 22)]),
        ("changes: {layers.7.units: 3}\nlayers: [flatten]\n", [("unknown-row", 1, 18)]),
        ("changes: {seed.more: 3}\nseed: 1\n", [("wrong-path", 1, 16)]),
        ("changes: [1]\n", [("wrong-type", 1, 10)]),
        ("vars: 3\n", [("wrong-type", 1, 7)]),
    ],
)
def test_mistakes_are_told_where_they_stand(write: Write, text: str, found: list[tuple[str, int, int]]) -> None:
    assert codes(write("mine.yaml", text)) == found


def test_a_mistake_in_a_base_points_there_and_says_from_where_it_came(write: Write) -> None:
    write("base.yaml", "seed: 1\nseed: 2\n")
    path = write("mine.yaml", "name: a\nextends: base.yaml\n")
    with pytest.raises(RecipeError) as caught:
        compose(path)
    (mistake,) = caught.value.diagnostics
    assert mistake.place is not None
    assert Path(mistake.place.source.name).name == "base.yaml"
    assert [(note.text, note.place.line) for note in mistake.notes if note.place][-1] == ("extended from here", 2)


def test_a_mistake_in_set_points_into_the_argument(write: Write) -> None:
    path = write("mine.yaml", BASE)
    with pytest.raises(RecipeError) as caught:
        compose(path, ["layers.headd.units=3", "seed"])
    found = [(each.code, each.place) for each in caught.value.diagnostics]
    assert [
        (code, place.source.name, place.source.lines, place.column, place.end_column) for code, place in found if place
    ] == [
        ("wrong-override", "--set", ("seed",), 1, 5),
        ("unknown-row", "--set", ("layers.headd.units=3",), 8, 13),
    ]

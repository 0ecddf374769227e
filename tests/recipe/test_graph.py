"""The graph of rows, combinators and names: what each layer takes, how it is called, and what Keras makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dlcli.parts.part import Spec
from dlcli.recipe.check import Checked, check
from dlcli.recipe.graph import Graph, Input, graph_of
from dlcli.recipe.model import Rows
from dlcli.recipe.nodes import plain
from dlcli.recipe.source import parse

IRIS = "data: {source: iris}\n"
PICTURES = "data: {source: digits, transforms: [{type: scale_to, range: [0, 1]}]}\n"
ANSWER = '  - {type: dense, units: "${data.classes}", activation: softmax}\n'


class Network(Spec):
    """A list of rows and nothing else."""

    layers: Rows


def graph(text: str, *features: str) -> Graph:
    """The graph of rows, on a feature `table` where no others are named."""
    rows = Network.model_validate({"layers": plain(parse(text, "rows.yaml"))}).layers
    names = features or ("table",)
    return graph_of(rows, ("layers",), names, names[0] if len(names) == 1 else None)


def taken(found: Graph) -> dict[str, list[str]]:
    """For each layer the paths of what it takes."""
    names = [node.feature if isinstance(node, Input) else node.path for node in found.nodes]
    return {step.path: [names[number] for number in step.inputs] for _, step in found.steps()}


def codes(found: Graph) -> list[str]:
    return [each.code for each in found.mistakes]


def test_each_row_takes_the_one_before_and_is_called_by_its_word() -> None:
    found = graph("[{type: dense, units: 1}, relu, {type: dense, units: 1}, {type: dense, units: 1}]")
    assert taken(found) == {"dense": ["table"], "relu": ["dense"], "dense_2": ["relu"], "dense_3": ["dense_2"]}
    assert found.output == len(found.nodes) - 1


def test_a_name_that_was_given_is_passed_over_in_numbering() -> None:
    found = graph("[{type: dense, units: 1}, {type: dense, units: 1, name: dense_2}, {type: dense, units: 1}]")
    assert list(taken(found)) == ["dense", "dense_2", "dense_3"]


def test_a_name_that_was_given_is_passed_over_where_it_is_a_word_too() -> None:
    found = graph("[{type: dense, units: 1}, {type: dense, units: 1, name: dense}, {type: dense, units: 1}]")
    assert list(taken(found)) == ["dense_2", "dense", "dense_3"]


def test_a_feature_s_name_is_passed_over_in_numbering() -> None:
    found = graph("[{type: dense, units: 1}, {type: residual, main: [{type: dense, units: 1}]}]", "dense")
    assert list(taken(found)) == ["dense_2", "residual.main.dense", "residual.add"]


def test_a_row_cannot_have_the_name_of_a_feature_that_enters() -> None:
    assert codes(graph("[{type: dense, units: 1}, {type: dense, units: 1, name: table}]")) == ["duplicate-name"]
    inside = "[{type: residual, main: [{type: dense, units: 1, name: table}]}]"
    assert codes(graph(inside)) == []
    assert codes(graph("[{type: dense, units: 1, from: a}, {type: dense, units: 1, name: b}]", "a", "b")) == []


def test_from_takes_names_the_row_before_the_input_and_a_feature() -> None:
    text = """
- {type: dense, units: 4, name: first}
- {type: dense, units: 4}
- {type: concatenate, from: [first, previous, input, table]}
- {type: dense, units: 4, from: first}
"""
    found = graph(text)
    assert taken(found)["concatenate"] == ["first", "dense", "table", "table"]
    assert taken(found)["dense_2"] == ["first"]


def test_several_features_are_taken_by_name_and_enter_once() -> None:
    text = """
- {type: dense, units: 2, from: left, name: a}
- {type: dense, units: 2, from: right}
- {type: add, from: [a, previous, left]}
"""
    found = graph(text, "left", "right")
    assert found.features() == ["left", "right"]
    assert taken(found)["add"] == ["a", "dense", "left"]


def test_paths_of_blocks_and_branches_are_names_joined_by_dots() -> None:
    text = """
- {type: sequential, block: stage, layers: [relu, {type: dense, units: 4}]}
- {type: sequential, block: stage, layers: [relu], name: last}
- {type: residual, main: [relu, relu]}
- {type: parallel, branches: [[relu], [tanh, {type: dense, units: 4, name: inner}]]}
"""
    assert list(taken(graph(text))) == [
        "stage.relu", "stage.dense", "last.relu", "residual.main.relu", "residual.main.relu_2", "residual.add",
        "parallel.branches.0.relu", "parallel.branches.1.tanh", "parallel.branches.1.inner", "parallel.concatenate",
    ]  # fmt: skip


def test_every_way_of_a_combinator_takes_its_input_and_an_empty_one_is_the_input() -> None:
    found = taken(graph("[relu, {type: residual, main: [tanh]}, {type: parallel, merge: add, branches: [[], [relu]]}]"))
    assert found["residual.main.tanh"] == ["relu"]
    assert found["residual.add"] == ["residual.main.tanh", "relu"]
    assert found["parallel.add"] == ["residual.add", "parallel.branches.1.relu"]


def test_a_name_is_seen_in_the_lists_inside_and_not_outside() -> None:
    inside = "[{type: dense, units: 4, name: a}, {type: residual, main: [relu, {type: add, from: [previous, a]}]}]"
    assert taken(graph(inside))["residual.main.add"] == ["residual.main.relu", "a"]
    outside = "[{type: residual, main: [{type: dense, units: 4, name: a}]}, {type: dense, units: 1, from: a}]"
    (mistake,) = graph(outside).mistakes
    assert mistake.label == "that row stands inside a block or branch: its name is not seen outside"


def test_input_is_what_the_list_was_given() -> None:
    found = taken(graph("[relu, {type: residual, main: [tanh, {type: add, from: [input, previous]}]}]"))
    assert found["residual.main.add"] == ["relu", "residual.main.tanh"]


def test_a_name_of_an_inner_list_hides_the_outer_one() -> None:
    text = "[{type: relu, name: a}, {type: residual, main: [{type: tanh, name: a}, {type: add, from: [a, a]}]}]"
    found = graph(text)
    assert codes(found) == []
    assert taken(found)["residual.main.add"] == ["residual.main.a", "residual.main.a"]


@pytest.mark.parametrize(
    ("text", "features", "found"),
    [
        ("[{type: dense, units: 1, from: b}, relu, {type: dense, units: 1}]", ("table",), ["unknown-input"]),
        ("[{type: relu, from: later}, {type: relu, name: later}]", ("table",), ["unknown-input"]),
        ("[{type: add, from: [a, b]}, relu]", ("table",), ["unknown-input", "unknown-input"]),
        ("[relu]", ("left", "right"), ["missing-from"]),
        ("[{type: relu, name: a}, {type: tanh, name: a}]", ("table",), ["duplicate-name"]),
        ("[relu, concatenate, {type: dense, units: 1}]", ("table",), ["too-few-inputs"]),
        ("[{type: relu, name: a}, {type: tanh, from: [a, previous]}, relu]", ("table",), ["too-many-inputs"]),
        ("[{type: residual, main: [{type: relu, from: x}]}, relu]", ("table",), ["unknown-input"]),
    ],
)
def test_a_lost_row_is_told_once_and_what_follows_it_is_left_alone(
    text: str, features: tuple[str, ...], found: list[str]
) -> None:
    assert codes(graph(text, *features)) == found


def test_a_row_after_a_lost_one_does_not_take_the_data() -> None:
    found = graph("[{type: relu, from: nothing}, {type: dense, units: 1}]")
    assert (found.steps(), found.output) == ([], None)


def checked(tmp_path: Path, text: str) -> Checked:
    path = tmp_path / "recipe.yaml"
    path.write_text(text, "utf-8")
    return check(path)


def by_hand_residual(keras: Any) -> Any:
    given = keras.Input((4,))
    wide = keras.layers.Dense(16)(keras.layers.Dense(16, activation="relu")(given))
    joined = keras.layers.Add()([wide, keras.layers.Dense(16)(given)])
    return keras.Model(given, keras.layers.Dense(3, activation="softmax")(joined))


def by_hand_inception(keras: Any) -> Any:
    given = keras.Input((8, 8, 1))
    one = keras.layers.Conv2D(4, 1, padding="same")(given)
    three = keras.layers.Conv2D(6, 3, padding="same")(keras.layers.Conv2D(2, 1)(given))
    pooled = keras.layers.MaxPooling2D(3, strides=1, padding="same")(given)
    joined = keras.layers.Flatten()(keras.layers.Concatenate()([one, three, pooled]))
    return keras.Model(given, keras.layers.Dense(10, activation="softmax")(joined))


RESIDUAL = f"""\
{IRIS}layers:
  - type: residual
    main: [{{type: dense, units: 16, activation: relu}}, {{type: dense, units: 16}}]
    shortcut: [{{type: dense, units: 16}}]
{ANSWER}"""
INCEPTION = f"""\
{PICTURES}layers:
  - type: parallel
    branches:
      - [{{type: conv2d, filters: 4, kernel_size: 1, padding: same}}]
      - - {{type: conv2d, filters: 2, kernel_size: 1}}
        - {{type: conv2d, filters: 6, kernel_size: 3, padding: same}}
      - [{{type: max_pooling2d, pool_size: 3, strides: 1, padding: same}}]
  - flatten
{ANSWER}"""


@pytest.mark.parametrize(
    ("text", "by_hand"), [(RESIDUAL, by_hand_residual), (INCEPTION, by_hand_inception)], ids=["residual", "parallel"]
)
def test_a_combinator_is_the_network_that_one_would_write_by_hand(tmp_path: Path, text: str, by_hand: Any) -> None:
    import keras

    from dlcli.build.network import build_networks

    found = checked(tmp_path, text)
    network, wanted = build_networks(found, seed=0)["layers"], by_hand(keras)
    assert found.parameters() == network.count_params() == wanted.count_params()
    assert found.networks["layers"].output_shape() == network.output_shape[1:] == wanted.output_shape[1:]
    assert sorted(tuple(weight.shape) for weight in network.weights) == sorted(
        tuple(weight.shape) for weight in wanted.weights
    )

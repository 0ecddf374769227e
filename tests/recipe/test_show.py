"""What `dlcli show` tells of a recipe: its resolved text, origins, differences, learning rates."""

from __future__ import annotations

from math import isclose
from pathlib import Path

import pytest

from dlcli.ground.errors import UsageError
from dlcli.recipe.check import Checked, check
from dlcli.recipe.difference import differences
from dlcli.recipe.learning_rates import LearningRates, learning_rates
from dlcli.recipe.origin import lines_with_origins
from dlcli.recipe.resolved import resolved, resolved_yaml

REPOSITORY = Path(__file__).resolve().parents[2]
SHIPPED = [path for path in sorted(REPOSITORY.glob("recipes/**/*.yaml")) if path.parent.name != "blocks"]
SMALL = """
data: {source: iris}
layers:
  - {type: dense, units: 16, activation: relu}
  - {type: dense, units: "${data.classes}", activation: softmax}
"""
BLOCKS = """
vars: {width: 8, rate: 1e-3}
blocks:
  wide:
    defaults: {units: "${width}"}
    layers:
      - {type: dense, units: "${units}", activation: relu}
      - {type: dropout, rate: 0.1}
data:
  source: iris
layers:
  - {use: wide, repeat: 2}
  - type: residual
    main: [{type: dense, units: "${width}"}, {type: relu, name: "true"}]
  - {use: wide, with: {units: 4}, name: last}
  - {type: concatenate, from: [last, previous]}
  - {type: dense, units: "${data.classes}", activation: softmax}
optimizer: {type: sgd, learning_rate: "${rate}"}
description: "yes: 'a' # no comment"
"""
ABSENT = """
data: {source: {type: csv, path: absent.csv, target: species}}
layers:
  - {type: dense, units: "${data.classes}", activation: softmax}
"""


def written(folder: Path, text: str, name: str = "recipe.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def origins(path: Path, *overrides: str) -> dict[str, str | None]:
    return {line.text.strip(" -"): line.origin for line in lines_with_origins(check(path, overrides))}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_resolved_recipes_resolve_to_themselves(path: Path, tmp_path: Path) -> None:
    first = check(path)
    assert resolved(check(written(tmp_path, resolved_yaml(first)))) == resolved(first)


@pytest.mark.parametrize("text", [SMALL, BLOCKS, ABSENT], ids=["small", "blocks", "absent"])
def test_resolved_texts_resolve_to_themselves(text: str, tmp_path: Path) -> None:
    first = check(written(tmp_path, text))
    assert resolved(check(written(tmp_path, resolved_yaml(first), "again.yaml"))) == resolved(first)


def test_facts_of_absent_data_stay_holes(tmp_path: Path) -> None:
    assert resolved(check(written(tmp_path, ABSENT)))["layers"][0]["units"] == "${data.classes}"


def test_each_value_says_where_it_came_from(tmp_path: Path) -> None:
    base = written(tmp_path, "optimizer: {type: sgd, learning_rate: 0.1}\n", "base.yaml")
    own = SMALL.replace("16", '"${width}"')
    path = written(tmp_path, f"extends: base.yaml\nvars: {{width: 9}}{own}")
    found = origins(path, "optimizer.momentum=0.5")
    assert found["units: 9"] == f"{path}:2"
    assert found["activation: relu"] == f"{path}:5"
    assert found["learning_rate: 0.1"] == f"{base}:1"
    assert found["momentum: 0.5"] == "--set"
    assert found["nesterov: false"] == "default"


def test_a_bare_word_is_where_its_type_came_from(tmp_path: Path) -> None:
    found = origins(written(tmp_path, f"{SMALL}\nloss: sparse_categorical_crossentropy\n"))
    assert found["type: sparse_categorical_crossentropy"].endswith(":7")
    assert found["from_logits: false"] == "default"


def test_an_argument_of_a_block_is_where_it_was_given(tmp_path: Path) -> None:
    path = written(tmp_path, BLOCKS)
    found = origins(path)
    assert found["units: 4"] == f"{path}:15"
    assert found["units: 8"] == f"{path}:2"
    assert found["rate: 0.1"] == f"{path}:8"


def told(one: Path, other: Path, *overrides: str) -> list[tuple[str, str | None, str | None]]:
    return [(each.path, each.before, each.after) for each in differences(check(one, overrides), check(other))]


def test_differences_are_told_by_path(tmp_path: Path) -> None:
    one = written(tmp_path, SMALL)
    other = written(tmp_path, SMALL.replace("relu", "tanh") + "optimizer: {type: sgd, learning_rate: 0.1}\n", "b.yaml")
    assert told(one, one) == []
    assert told(one, other, "name=b") == [
        ("layers.dense.activation", "relu", "tanh"),
        ("optimizer.type", "adam", "sgd"),
        ("optimizer.learning_rate", "0.001", "0.1"),
        ("optimizer.beta_1", "0.9", None),
        ("optimizer.beta_2", "0.999", None),
        ("optimizer.epsilon", "1.0e-07", None),
        ("optimizer.epsilon_place", "before_correction", None),
        ("optimizer.amsgrad", "false", None),
        ("optimizer.momentum", None, "0.0"),
        ("optimizer.nesterov", None, "false"),
    ]


def test_a_row_more_is_one_difference(tmp_path: Path) -> None:
    row = "  - {type: dropout, rate: 0.5}\n"
    more = SMALL.replace("  - {type: dense, units: 16", f"{row}  - {{type: dense, units: 16", 1)
    one, other = written(tmp_path, SMALL), written(tmp_path, more, "b.yaml")
    assert told(one, other, "name=b") == [("layers.dropout", None, "{type: dropout, rate: 0.5}")]


def test_learning_rates_last_as_long_as_the_training(tmp_path: Path) -> None:
    schedule = "optimizer: {type: adam, learning_rate: {type: cosine_decay, initial_learning_rate: 0.01}}\n"
    path = written(tmp_path, SMALL + schedule)
    # 150 irises, a fifth of them held back, in batches of 32: four updates an epoch.
    rates = only(check(path, ["data.split.test=0.2", "training.epochs=5"]))
    assert (rates.word, rates.updates) == ("cosine_decay", 20)
    assert isclose(rates.at(0), 0.01)
    assert isclose(rates.at(10), 0.005)
    assert only(check(path, ["training.steps=7"])).updates == 7
    assert only(check(path, ["data.batch_size=full"])).updates == 10
    # Ten epochs of five batches, three of which make an update: two updates an epoch.
    assert only(check(path, ["training.gradient_accumulation=3"])).updates == 20


def test_a_schedule_may_count_epochs(tmp_path: Path) -> None:
    falls = "{type: cosine_decay, initial_learning_rate: 0.01, decay_steps: 4, unit: epochs}"
    path = written(tmp_path, SMALL + f"optimizer: {{type: adam, learning_rate: {falls}}}\n")
    rates = only(check(path))
    assert isclose(rates.at(10), 0.005)
    assert rates.at(20) == rates.at(49) == 0.0
    (warning,) = check(path, ["optimizer.learning_rate.decay_steps=11"]).warnings
    assert warning.message == "cosine_decay goes on for 11 epochs, the training has 10"
    after = "{type: piecewise_constant_decay, boundaries: [2, 10], values: [0.1, 0.01, 0.001], unit: epochs}"
    assert len(check(path, [f"optimizer.learning_rate={after}"]).warnings) == 1
    earlier = after.replace("10]", "9]")
    assert check(path, [f"optimizer.learning_rate={earlier}"]).warnings == ()
    with pytest.raises(UsageError, match="put the data there"):
        only(check(written(tmp_path, ABSENT + f"optimizer: {{type: adam, learning_rate: {falls}}}\n")))


def only(checked: Checked) -> LearningRates:
    (rates,) = learning_rates(checked).values()
    return rates


def test_a_constant_learning_rate_has_no_word(tmp_path: Path) -> None:
    rates = only(check(written(tmp_path, SMALL)))
    assert (rates.word, rates.at(0), rates.at(49)) == (None, 0.001, 0.001)


def test_an_unknown_length_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the data is not here"):
        learning_rates(check(written(tmp_path, ABSENT)))

"""How numbers, times, shapes and names are written."""

from __future__ import annotations

import pytest

from dlcli.parts.facts import Feature
from dlcli.parts.layers.dense import Dense
from dlcli.parts.optimizers.adam import Adam
from dlcli.report import wording


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.64134, "0.6413"),
        (0.05, "0.05000"),
        (1.0, "1.000"),
        (12.345, "12.35"),
        (2874.4, "2874"),
        (123456.0, "123456"),
        (1.23456e-5, "1.235e-05"),
        (-0.5, "-0.5000"),
        (0.0, "0.0000"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (2.5e9, "2.500e+09"),
    ],
)
def test_figures_have_four_significant_digits(value: float, text: str) -> None:
    assert wording.figure(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.012, "12 ms"),
        (0.42, "0.4 s"),
        (9.97, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (65, "1 min 05 s"),
        (7380, "2 h 03 min"),
    ],
)
def test_durations_have_the_unit_that_fits(seconds: float, text: str) -> None:
    assert wording.duration(seconds) == text


def test_memory_has_the_unit_that_fits() -> None:
    assert [wording.memory(each) for each in (None, 12, 44_426 * 4, 25_636_712 * 4)] == [
        "?",
        "12 bytes",
        "178 kB",
        "103 MB",
    ]


def test_features_say_shape_and_range() -> None:
    assert wording.feature("image", Feature((None, None, 3), (0, 255))) == "image: ?×?×3, values 0 to 255"
    assert wording.feature("table", Feature((4,))) == "table: 4 numbers"
    assert wording.feature("age", Feature(())) == "age: one number"
    assert wording.feature("x", Feature(None)) == "x: ?"


def test_a_part_shows_what_the_recipe_gave_and_no_default() -> None:
    dense = Dense.model_validate({"name": "head", "units": 3, "activation": "relu", "kernel_regularizer": "l2"})
    assert wording.phrase(dense) == "dense, units 3, activation relu, kernel_regularizer l2"
    assert wording.phrase(Adam(), always=("learning_rate",)) == "adam, learning_rate 0.001"
    assert wording.phrase(Adam()) == "adam"


def test_as_many_names_are_shown_as_fit() -> None:
    assert wording.names(("cat", "dog"), 20) == "cat, dog"
    assert wording.names(("cat", "dog", "elephant", "zebra"), 14) == "cat, dog, …"
    assert wording.names(tuple(f"class{number}" for number in range(10**6)), 20) == "class0, class1, …"


def test_a_cut_text_keeps_to_its_cells_and_shows_no_control_character() -> None:
    assert wording.cut("elephant", 6) == "eleph…"
    assert wording.cut("象象象象", 5) == "象象…"
    assert wording.cut("a\x1b[31mb", 20) == r"a\x1b[31mb"
    assert wording.cut("x" * 10**7, 4) == "xxx…"

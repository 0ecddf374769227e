"""What is shown before a training begins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dlcli.parts.facts import Facts, Label
from dlcli.recipe.check import Checked
from dlcli.report import header
from tests.report.screens import CONVOLUTIONAL, checked_recipe, plain, task_of

HEADER = """\
small
  data        animals, classes [cat, dog, horse]
  features    image: 28×28×1, values 0 to 255
  transforms  scale_to (range [0, 1])
  label       3 classes: cat, dog, horse

  layer                    arguments                                  output   parameters
  image                    input                                      28×28×1
  conv2d                   filters 6, kernel_size 5, activation tanh  24×24×6         156
  half (max_pooling2d)                                                12×12×6
  residual                                                            12×12×6         354
    main                                                              12×12×6         354
      conv2d               filters 6, kernel_size 3, padding same     12×12×6         330
      batch_normalization                                             12×12×6          24
    add                                                               12×12×6
  flatten                                                             864
  dense                    units 3, activation softmax                3             2,595

  parameters  3,105 (3,093 trained), 12.4 kB
  loss        sparse_categorical_crossentropy
  metrics     accuracy
  optimizer   sgd, learning_rate cosine_decay (initial_learning_rate 0.1)
  stops       after 3 epochs without a better val_loss
"""
BUILT = """\
  examples    2,136 train, 238 validation, 450 test
  training    batch 32 × 67 steps × 15 epochs
  device      CPU:0
  auto        distribution one_device, jit_compile false, steps_per_execution 64
"""


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    return checked_recipe(tmp_path)


def test_the_recipe_at_a_hundred_cells(checked: Checked) -> None:
    assert plain(header.read_part(checked, width=100)) == HEADER


def test_no_line_is_wider_than_the_screen(checked: Checked) -> None:
    lines = plain(header.read_part(checked, width=60)).splitlines()
    assert max(map(len, lines)) <= 60
    assert "              (initial_learning_rate 0.1)" in lines


def test_what_is_certain_once_everything_is_built(checked: Checked) -> None:
    assert plain(header.built_part(task_of(checked), first_step=0, width=100)) == BUILT


def test_a_resumed_run_says_from_where(checked: Checked) -> None:
    shown = plain(header.built_part(task_of(checked), first_step=1340, width=100))
    assert "  resumed     after step 1,340\n" in shown


def test_steps_that_are_no_whole_epochs(checked: Checked) -> None:
    assert header.training_text(task_of(checked, total_steps=100)) == "batch 32 × 100 steps (1.5 epochs of 67)"


def test_nothing_is_called_automatic_that_the_recipe_decided(tmp_path: Path) -> None:
    text = """\
data: {source: iris}
layers: [{type: dense, units: "${data.classes}", activation: softmax}]
training: {jit_compile: false, steps_per_execution: 8}
distribution: {type: one_device}
"""
    checked = checked_recipe(tmp_path, text)
    assert "auto" not in plain(header.built_part(task_of(checked), first_step=0, width=100))


@pytest.mark.parametrize(
    ("precision", "line"),
    [
        ("float64", "  precision   float64\n"),
        ("mixed_bfloat16", "  precision   mixed_bfloat16\n"),
        ("mixed_float16", "  precision   mixed_float16, which is slow on a CPU\n"),
    ],
)
def test_another_precision_than_the_usual_is_told(tmp_path: Path, precision: str, line: str) -> None:
    checked = checked_recipe(tmp_path, f"{CONVOLUTIONAL.rstrip()[:-1]}, precision: {precision}}}\n")
    assert line in plain(header.built_part(task_of(checked), first_step=0, width=100))


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (Label("binary", 2, ("dog", "cat")), "cat is 1, dog is 0"),
        (Label("binary", 2), "0 or 1"),
        (Label("classes", 3, ("a", "b", "c")), "3 classes: a, b, c"),
        (Label("classes", 1000), "1,000 classes"),
        (Label("classes"), "? classes"),
        (Label("number"), "a number"),
        (Label(None), "? (the data says)"),
    ],
)
def test_a_label_in_words(label: Label, text: str) -> None:
    assert header.label_text("label", label, room=80) == text


def test_a_label_of_another_name_is_named() -> None:
    assert header.label_text("price", Label("number"), room=80) == "price: a number"


def test_hostile_class_names_are_shown_as_they_are_written(checked: Checked) -> None:
    names = ("\x1b[31mred", "[red]x[/red]", "[link=http://a]b[/link]", "\u202eleft")
    facts = Facts(checked.facts.features, {"label": Label("classes", 4, names)})
    shown = plain(header.data_part(replace(checked, facts=facts), width=100))
    assert r"4 classes: \x1b[31mred, [red]x[/red], [link=http://a]b[/link], \u202eleft" in shown
    assert shown.isprintable() or all(line.isprintable() for line in shown.splitlines())


def test_a_deep_network_is_folded(tmp_path: Path) -> None:
    rows = "\n".join("  - {type: dense, units: 1}" for _ in range(200))
    shown = plain(
        header.read_part(checked_recipe(tmp_path, f"data: {{source: diabetes}}\nlayers:\n{rows}\n"), width=100)
    )
    assert "… 173 more rows" in shown
    assert "dlcli summary" in shown
    assert "  dense_200" in shown
    assert len(shown.splitlines()) < 45


def test_data_that_is_not_here_leaves_the_layers_open(tmp_path: Path) -> None:
    text = "data: {source: {type: csv, path: missing.csv, target: y}}\nlayers: [{type: dense, units: 3}]\n"
    shown = plain(header.read_part(checked_recipe(tmp_path, text), width=100))
    assert "the data is not here" in shown
    assert "  parameters  ? (the data says)\n" in shown

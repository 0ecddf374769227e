"""Cross-checks: what they say to write, what only a test can arrange, and that every code has its mistake."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from dlcli.parts.facts import Facts, Feature, Label
from dlcli.recipe import rules
from dlcli.recipe.check import check_draft
from dlcli.recipe.compose import compose
from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.rules import network_fits_memory
from dlcli.recipe.verdict import verdict
from tests.recipe.told import BINARY, HELD_BACK, IRIS, LAYERS, PICTURES, RESIZED, SCORES, SOFTMAX, codes, found

REPOSITORY = Path(__file__).resolve().parents[2]
ARRANGED = {"large-memory"}
"""Codes that no file alone can show: they need a machine's memory, or data that is not read at once."""
DIGITS = "data: {source: digits, transforms: [{type: scale_to, range: [0, 1]}]}\n"
RAW = "data: {source: digits}\n"
MIXUP = "regularization: {mixing: mixup}\n"


@pytest.mark.parametrize(
    ("text", "code", "label"),
    [
        (
            PICTURES + "layers: [{type: conv2d, filters: 10, kernel_size: 1}, global_average_pooling2d]\n",
            "wrong-activation",
            "add the row softmax after it",
        ),
        (BINARY + "layers: [{type: dense, units: 1}]\n", "wrong-activation", "add activation: sigmoid"),
        (
            BINARY + "layers: [{type: dense, units: 1, activation: relu}]\n"
            "loss: {type: binary_crossentropy, from_logits: true}\n",
            "wrong-activation",
            "take it out",
        ),
        (IRIS + f"layers: [{SCORES}, tanh]\n", "wrong-activation", "write softmax"),
        (
            f"{RESIZED}layers: [flatten, {SOFTMAX}]\n",
            "unscaled-images",
            "add {type: scale_to, range: [0, 1]} to these",
        ),
        (
            IRIS
            + f"layers: [{{type: dense, units: 8, activation: relu}}, {SCORES}, dropout, softmax]\n".replace(
                "dropout,", "{type: dropout, rate: 0.1},"
            ),
            "dropout-last",
            "put it before the last dense, or take it out",
        ),
        (IRIS + f"layers: [{SCORES}, softmax, softmax]\n", "repeated-activation", "take it out"),
        (
            "data: {source: {type: iris, limit_per_class: 1}, split: {test: 0.1}}\n" + LAYERS,
            "empty-split",
            "write 0.34 or more",
        ),
        (
            IRIS + LAYERS + "optimizer:\n  type: adam\n"
            "  learning_rate: {type: cosine_decay, initial_learning_rate: 0, warmup_target: 2, warmup_steps: 5}\n",
            "large-learning-rate",
            "write 0.001",
        ),
        (
            IRIS + LAYERS + "optimizer:\n  type: sgd\n"
            "  learning_rate: {type: cosine_decay, initial_learning_rate: 1, decay_steps: 30}\ntraining: {steps: 20}\n",
            "long-schedule",
            "take it out: cosine_decay then ends with the training",
        ),
        (
            IRIS + LAYERS + "optimizer:\n  type: adam\n  learning_rate: {type: warmup, warmup_steps: 5,"
            " then: {type: polynomial_decay, initial_learning_rate: 1, decay_steps: 16}}\ntraining: {steps: 20}\n",
            "long-schedule",
            "take it out: polynomial_decay then ends with the training",
        ),
        (
            HELD_BACK + LAYERS + "regularization: {early_stopping: {baseline: -1}}\n",
            "wrong-baseline",
            "write a number above 0",
        ),
        (IRIS + "layers: []\n", "nothing-to-learn", ""),
        (IRIS + LAYERS + "regularization: {mixing: cutmix}\n", "wrong-mixing", "take it out"),
        (
            IRIS + LAYERS + MIXUP + "loss: {type: sparse_categorical_crossentropy}\n",
            "wrong-mixing",
            "write categorical_crossentropy",
        ),
        (
            IRIS + LAYERS + MIXUP + "loss: categorical_hinge\n",
            "wrong-mixing",
            "write categorical_crossentropy",
        ),
        (
            DIGITS + "layers: [{type: conv2d, filters: 1, kernel_size: 1}]\nobjective: autoencoder\n" + MIXUP,
            "wrong-mixing",
            "take it out",
        ),
        (
            f"{RAW}layers: [flatten, {{type: embedding, input_dim: 17, output_dim: 2}}, flatten, {SOFTMAX}]\n{MIXUP}",
            "wrong-mixing",
            "take it out",
        ),
    ],
)
def test_told_with_what_to_write(tmp_path: Path, text: str, code: str, label: str) -> None:
    assert [(each.code, each.label) for each in found(tmp_path, text)] == [(code, label)]


GREY = """
data: {source: animals, transforms: [{type: scale_to, range: [0, 1]}]}
layers: [flatten, {type: dense, units: "${data.classes}", activation: softmax}]
regularization:
  augmentation:
"""
HUE = "- {type: random_hue, factor: 0.1}\n"


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (f"    {HUE}", 6),
        (f"    - type: random_choice\n      augmentations:\n        - random_flip\n        {HUE}", 9),
    ],
)
def test_colours_of_grey_pictures_are_refused_at_their_row(tmp_path: Path, rows: str, line: int) -> None:
    (mistake,) = found(tmp_path, GREY + rows)
    assert (mistake.code, mistake.label, mistake.place.line) == ("wrong-augmentation", "take it out", line)
    assert "3 channels (red, green, blue), the network's input has one channel" in mistake.message


def test_strict_makes_a_warning_an_error(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("data: {source: iris, batch_size: 999}\n" + LAYERS, "utf-8")
    assert verdict(tmp_path / "recipe.yaml").valid
    assert not verdict(tmp_path / "recipe.yaml", strict=True).valid


def test_network_larger_than_this_machine_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = IRIS + f"layers: [{{type: dense, units: 262144, activation: relu}}, {SOFTMAX}]\n"
    # Weights 5 · 2^18 + 3 · 2^18 + 3, each four times; outputs of 32 examples, 2^18 + 3 each.
    needed = 4 * (4 * (8 * 2**18 + 3) + 32 * (2**18 + 3))
    monkeypatch.setattr(network_fits_memory, "machine_memory", lambda: needed)
    assert codes(tmp_path, text) == []
    monkeypatch.setattr(network_fits_memory, "machine_memory", lambda: needed - 1)
    (told,) = found(tmp_path, text)
    assert (told.code, told.severity) == ("large-memory", "warning")
    assert told.message == "training needs about 64 MiB, this machine has 64 MiB"
    monkeypatch.setattr(network_fits_memory, "machine_memory", lambda: None)
    assert codes(tmp_path, text) == []


def test_a_class_that_is_compared_as_a_number_has_no_metric_by_default(tmp_path: Path) -> None:
    source = "source: {type: animals, classes: [cat, dog], positive: dog}"
    text = f"data: {{{source}, transforms: [{{type: scale_to, range: [0, 1]}}]}}\n"
    text += "layers: [flatten, {type: dense, units: 1}]\nloss: mean_squared_error\n"
    assert codes(tmp_path, text) == []


def test_label_of_unknown_kind_has_its_loss_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(IRIS + "layers: [{type: dense, units: 1}]\n", "utf-8")
    facts = Facts({"table": Feature((4,))}, {"price": Label(None)}, {"train": None}, "houses.csv")
    draft = compose(tmp_path / "recipe.yaml")
    assert check_draft(draft, facts).recipe.loss is None
    known = check_draft(draft, replace(facts, labels={"price": Label("number")}))
    assert known.recipe.loss.word == "mean_squared_error"


def test_transforms_of_data_with_several_features_are_refused(tmp_path: Path) -> None:
    text = "data: {source: iris, transforms: [normalization]}\nlayers: [{type: dense, units: 1, from: left}]\n"
    (tmp_path / "recipe.yaml").write_text(text, "utf-8")
    features = {"left": Feature((2,)), "right": Feature((2,))}
    with pytest.raises(RecipeError) as caught:
        check_draft(compose(tmp_path / "recipe.yaml"), Facts(features, {"price": Label("number")}, {"train": None}))
    (told,) = caught.value.diagnostics
    assert (told.code, told.message) == ("wrong-transform", "one list of transforms is for data with one feature")
    assert told.place is not None
    assert (told.place.line, told.place.column) == (1, 22)


def test_unused_is_told_of_the_own_file_only(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(
        "vars: {depth: 2}\nblocks:\n  wide: {layers: [{type: dense, units: 64}]}\n", "utf-8"
    )
    own = "extends: base.yaml\nvars: {width: 8}\n" + IRIS + LAYERS
    assert [each.message for each in found(tmp_path, own)] == ["nothing uses the variable 'width'"]


def test_override_that_takes_the_last_use_is_no_mistake(tmp_path: Path) -> None:
    text = (
        "vars: {width: 8}\n" + IRIS + f'layers: [{{type: dense, units: "${{width}}", activation: relu}}, {SOFTMAX}]\n'
    )
    assert codes(tmp_path, text, "layers.0.units=4") == []


def test_block_that_is_missing_is_one_mistake(tmp_path: Path) -> None:
    assert codes(tmp_path, IRIS + "layers: [{use: conv}]\n") == ["unknown-block"]


def test_shipped_recipes_are_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_fits_memory, "machine_memory", lambda: 2**36)
    told = {
        file.name: [each.code for each in verdict(file).diagnostics if each.code != "missing-data"]
        for file in sorted((REPOSITORY / "recipes").rglob("*.yaml"))
        if "layers:" in file.read_text("utf-8") and "blocks" not in file.parts
    }
    assert {name: found_codes for name, found_codes in told.items() if found_codes} == {}


def test_each_code_of_a_rule_has_its_mistake() -> None:
    mistakes = REPOSITORY / "tests" / "mistakes"
    emitted = {code for name in rules.names() for code in _codes_in(Path(rules.__file__).parent / f"{name}.py")}
    assert len(emitted) > 30
    missing = {code for code in emitted if not list(mistakes.glob(f"{code.replace('-', '_')}*.txt"))}
    assert missing == ARRANGED


def _codes_in(file: Path) -> set[str]:
    """The codes that stand in a file: first arguments of Diagnostic, and arguments called code."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    values = [call.args[0] for call in calls if getattr(call.func, "id", "") == "Diagnostic" and call.args]
    values += [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "code"]
    return {value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)}


@pytest.mark.parametrize("loss", ["cosine_similarity", "dice", "hinge", "poisson", "binary_crossentropy"])
def test_wrong_loss_is_one_mistake(tmp_path: Path, loss: str) -> None:
    """Output, activation and default metrics cannot be held against a loss of the wrong kind."""
    assert codes(tmp_path, f"{IRIS}{LAYERS}loss: {loss}\n") == ["wrong-loss"]


@pytest.mark.parametrize(
    ("expect", "expected"), [("[null, null, 3]", []), ("[3, 4, 3]", []), (None, ["unsized-images"])]
)
def test_pictures_of_a_folder_need_one_size(tmp_path: Path, expect: str | None, expected: list[str]) -> None:
    folder = REPOSITORY / "tests/mistakes/data/pets"
    told = f", expect: {{image: {expect}}}" if expect else ""
    data = f"data: {{source: {{type: image_folder, path: {folder}}}{told}, transforms: [normalization]}}\n"
    layers = f"layers: [{{type: conv2d, filters: 2, kernel_size: 1}}, global_average_pooling2d, {SOFTMAX}]\n"
    assert codes(tmp_path, data + layers) == expected


def test_one_unit_for_two_classes_is_yes_or_no(tmp_path: Path) -> None:
    data = "data: {source: breast_cancer, transforms: [normalization]}\n"
    (mistake,) = found(tmp_path, data + "layers: [{type: dense, units: 1, activation: sigmoid}]\n")
    assert (mistake.code, mistake.label) == ("shape-mismatch", "with one unit add loss: binary_crossentropy")
    assert mistake.help == "or name the class that is yes, in data.source: positive: malignant or benign"
    assert (
        codes(tmp_path, data + "layers: [{type: dense, units: 1, activation: sigmoid}]\nloss: binary_crossentropy\n")
        == []
    )

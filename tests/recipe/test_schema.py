"""The JSON Schema takes every recipe, refuses what no recipe may be, and is the file that editors read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from dlcli.parts import shelf
from dlcli.recipe.schema import COMMAND, recipe_schema, schema_text
from dlcli.recipe.source import parse, plain, read
from tests.conftest import REPOSITORY, RunDlcli
from tests.parts.cases import all_words, example

SCHEMA = recipe_schema()
VALIDATOR = Draft7Validator(SCHEMA)
SHIPPED = sorted((REPOSITORY / "recipes").rglob("*.yaml"))
FIXED = sorted((REPOSITORY / "tests" / "mistakes").glob("*.fixed.yaml"))
LEAST = "data: {source: iris}\nlayers:\n"

RIGHT = {
    "bare words": "data: {source: digits}\nlayers: [flatten, {type: dense, units: 3}]\nmetrics: [accuracy]\n",
    "extends": "extends: base.yaml\n",
    "extends a list": "extends: [a.yaml, ../b.yaml]\nseed: 3\n",
    "an inherited type": "extends: a.yaml\noptimizer: {beta_1: 0.5, learning_rate: {alpha: 0.1}}\n",
    "an inherited argument": "extends: a.yaml\ndata: {source: csv}\n",
    "taken away": "extends: a.yaml\nloss: null\ntraining: {epochs: null}\nregularization: {kernel_regularizer: null}\n",
    "changes": "extends: a.yaml\nchanges: {layers.2.filters: 32, layers.head: {type: dense}, layers.6: null}\n",
    "holes": LEAST
    + '  - {type: conv2d, filters: "${n}", kernel_size: ["${k}", 3], padding: "${p}", use_bias: "${b}"}\n',
    "a hole for a list": 'vars: {rows: [relu]}\ndata: {source: iris}\nlayers: "${rows}"\n',
    "a hole for a word": LEAST + '  - {type: "${activation}"}\n  - "${row}"\n',
    "a fact": LEAST + '  - {type: dense, units: "${data.classes}", activation: softmax}\n',
    "blocks": LEAST
    + "  - {use: b, with: {width: 3}, repeat: 2, name: end, from: [start]}\n"
    + "blocks:\n  b:\n    defaults: {width: 8}\n    layers:\n"
    + '      - {type: dense, units: "${width}"}\n      - {use: c}\n',
    "a fragment": "vars: {width: 3}\nblocks: {b: {layers: [relu]}}\n",
    "rows in rows": LEAST
    + "  - {type: residual, main: [relu, {use: b}]}\n  - {type: parallel, branches: [[relu], []]}\n",
    "an activation with arguments": LEAST + "  - {type: dense, units: 2, activation: {type: leaky_relu}}\n",
    "classes that are numbers": "data: {source: {type: digits, classes: [3, 8], positive: 3}}\nlayers: [flatten]\n",
    "networks": "data: {source: iris}\nobjective: {type: autoencoder, noise: 0.1}\n"
    "networks: {encoder: [{type: dense, units: 2}], decoder: [{type: dense, units: 4, from: encoder.row}]}\n",
    "a schedule": LEAST + "  - relu\noptimizer: {type: adam, learning_rate: {type: cosine_decay, "
    "initial_learning_rate: 1e-3}}\n",
}
WRONG = {
    "an unknown section": (LEAST + "  - relu\noptimiser: adam\n", ()),
    "no layers": ("data: {source: iris}\n", ()),
    "a wrong row in a network": ("data: {source: iris}\nnetworks: {encoder: [flaten]}\n", ("networks", "encoder", 0)),
    "no source": ("data: {batch_size: 3}\nlayers: [relu]\n", ("data",)),
    "an unknown key": ("data: {source: iris, shufle: true}\nlayers: [relu]\n", ("data",)),
    "an unknown row": (LEAST + "  - flaten\n", ("layers", 0)),
    "an unknown word": (LEAST + "  - relu\noptimizer: {type: adm}\n", ("optimizer",)),
    "an unknown argument": (LEAST + "  - {type: dense, units: 3, activaton: relu}\n", ("layers", 0)),
    "another word's argument": (LEAST + "  - {type: dense, units: 3, filters: 3}\n", ("layers", 0)),
    "a missing argument": (LEAST + "  - relu\n  - {type: dense}\n", ("layers", 1)),
    "a bare word that needs an argument": (LEAST + "  - dense\n", ("layers", 0)),
    "a bare source that needs an argument": ("data: {source: csv}\nlayers: [relu]\n", ("data", "source")),
    "no type in a row": (LEAST + "  - {units: 3}\n", ("layers", 0)),
    "no type in a section": (LEAST + "  - relu\noptimizer: {learning_rate: 0.1}\n", ("optimizer",)),
    "a name for a number": (LEAST + "  - {type: dense, units: many}\n", ("layers", 0)),
    "a number below its bound": (LEAST + "  - {type: dense, units: 0}\n", ("layers", 0)),
    "a number above its bound": (LEAST + "  - {type: dropout, rate: 1}\n", ("layers", 0)),
    "a truth for a number": (LEAST + "  - {type: dense, units: true}\n", ("layers", 0)),
    "a word that is not among them": (
        LEAST + "  - {type: conv2d, filters: 1, kernel_size: 1, padding: vaild}\n",
        ("layers", 0),
    ),
    "a layer for an activation": (LEAST + "  - {type: dense, units: 1, activation: flatten}\n", ("layers", 0)),
    "a name within a row": (LEAST + "  - {type: dense, units: 1, activation: {type: relu, name: a}}\n", ("layers", 0)),
    "a mapping for a list": ("data: {source: iris}\nlayers: {type: relu}\n", ("layers",)),
    "an unknown key of a use row": (LEAST + "  - {use: b, wiht: {}}\n", ("layers", 0)),
    "a block without layers": (LEAST + "  - relu\nblocks: {b: {defaults: {}}}\n", ("blocks", "b")),
    "a wrong row in a block": (LEAST + "  - relu\nblocks: {b: {layers: [flaten]}}\n", ("blocks", "b", "layers", 0)),
    "a change of no section": ("extends: a.yaml\nchanges: {layer.2: null}\n", ("changes",)),
    "an unknown key where others extend": ("extends: a.yaml\noptimizer: {bta_1: 0.5}\n", ("optimizer",)),
    "half a hole": (LEAST + '  - {type: dense, units: "${width"}\n', ("layers", 0)),
}


def mistakes(recipe: object) -> list[str]:
    return [f"{list(each.absolute_path)}: {each.message}" for each in VALIDATOR.iter_errors(recipe)]


def test_the_file_is_what_the_command_prints(run_dlcli: RunDlcli) -> None:
    printed = run_dlcli("schema")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout == schema_text()
    file = REPOSITORY / "schemas" / "recipe.schema.json"
    assert file.read_text("utf-8") == printed.stdout, f"the schema is out of date: run `{COMMAND}`"


def test_nothing_heavy_is_loaded() -> None:
    code = "from dlcli.recipe.schema import schema_text; schema_text(); import sys; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert not {"tensorflow", "keras", "numpy"} & set(found.stdout.split())


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SHIPPED + FIXED, ids=lambda path: path.stem)
def test_recipes_are_valid(path: Path) -> None:
    assert mistakes(plain(read(path))) == []


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_what_may_be_written_is_valid(text: str) -> None:
    assert mistakes(plain(parse(text, "recipe.yaml"))) == []


@pytest.mark.parametrize(("text", "place"), WRONG.values(), ids=WRONG)
def test_what_no_recipe_may_be_is_refused_at_its_place(text: str, place: tuple[str | int, ...]) -> None:
    error = best_match(VALIDATOR.iter_errors(plain(parse(text, "recipe.yaml"))), key=lambda each: -len(each.path))
    assert error is not None
    assert tuple(error.absolute_path)[: len(place)] == place


def in_place(kind: str, part: dict[str, Any]) -> dict[str, Any]:
    recipe: dict[str, Any] = {"data": {"source": "iris"}, "layers": ["relu"]}
    places: dict[str, dict[str, Any]] = {
        "mixings": {"regularization": {"mixing": part}},
        "constraints": {"layers": [{"type": "dense", "units": 1, "kernel_constraint": part}]},
        "initializers": {"layers": [{"type": "dense", "units": 1, "kernel_initializer": part}]},
        "layers": {"layers": [part]},
        "losses": {"loss": part},
        "metrics": {"metrics": [part]},
        "objectives": {"objective": part},
        "optimizers": {"optimizer": part},
        "regularizers": {"layers": [{"type": "dense", "units": 1, "kernel_regularizer": part}]},
        "schedules": {"optimizer": {"type": "sgd", "learning_rate": part}},
        "sources": {"data": {"source": part}},
        "strategies": {"distribution": part},
        "transforms": {"data": {"source": "iris", "transforms": [part]}},
        "augmentations": {"regularization": {"augmentation": [part]}},
    }
    return {**recipe, **places[kind]}


@pytest.mark.parametrize(("kind", "word"), all_words())
def test_every_word_is_known_with_its_arguments_and_no_others(kind: str, word: str) -> None:
    part = {"type": word, **example(kind, word)}
    assert mistakes(in_place(kind, part)) == []
    assert mistakes(in_place(kind, {**part, "no_such_argument": 1})) != []
    properties = definition(kind, word)["properties"]
    fields = shelf.part(kind, word).model_fields
    assert set(properties) == {"type", *(field.alias or name for name, field in fields.items())}


def definition(kind: str, word: str) -> dict[str, Any]:
    found = SCHEMA["definitions"]
    return dict(found.get(f"{kind}.{word}") or found[f"{kind}.section.{word}"])


@pytest.mark.parametrize("place", ["", "data", "data.split", "early_stopping", "regularization", "training", "use"])
def test_every_key_of_a_section_says_what_it_is(place: str) -> None:
    section = SCHEMA["definitions"][place] if place else SCHEMA
    silent = [key for key, each in section["properties"].items() if not each.get("title") or not each["description"]]
    assert silent == []


def test_numbers_carry_bounds_and_defaults() -> None:
    momentum = definition("layers", "batch_normalization")["properties"]["momentum"]
    assert momentum["default"] == 0.99
    numbers = SCHEMA["definitions"][momentum["$ref"].rpartition("/")[2]]
    assert (numbers["minimum"], numbers["maximum"]) == (0, 1)


def test_a_word_brings_its_formula_and_its_example() -> None:
    shown = SCHEMA["definitions"]["words.layers.dense"]["markdownDescription"]
    assert "y = activation(x · kernel + bias)" in shown
    assert "```yaml\ntype: dense\nunits: 64\n" in shown
    assert json.loads(schema_text()) == SCHEMA

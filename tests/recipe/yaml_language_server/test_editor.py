"""An editor that reads the schema: what it offers, explains and underlines in a recipe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.conftest import REPOSITORY
from tests.recipe.yaml_language_server.client import SERVER, Editor

NODE = shutil.which("node")
LEAST = "data: {source: iris}\nlayers:\n"
pytestmark = pytest.mark.skipif(
    NODE is None or not SERVER.is_file(),
    reason="node is not installed" if NODE is None else "yaml-language-server is not installed: run `make editor`",
)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    assert NODE is not None
    with Editor(NODE, REPOSITORY / "schemas" / "recipe.schema.json") as one:
        yield one


def test_no_shipped_recipe_has_a_mistake(editor: Editor) -> None:
    texts = {path.name: path.read_text("utf-8") for path in sorted((REPOSITORY / "recipes").rglob("*.yaml"))}
    assert texts
    assert {name: editor.diagnostics(text) for name, text in texts.items()} == {name: [] for name in texts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  - relu\noptimiser: adam\n", (4, "Property optimiser is not allowed.")),
        (
            "  - relu\n  - {type: conv2d, filter: 6, filters: 6, kernel_size: 5}\n",
            (4, "Property filter is not allowed."),
        ),
        ("  - {type: conv2d, kernel_size: 5}\n", (3, 'Missing property "filters".')),
        (
            "  - {type: dense, units: six}\n",
            (3, 'Write a positive whole number, or a hole such as "${name}" in quotes'),
        ),
        ("  - {type: dense, units: 0}\n", (3, "Value is below the minimum of 1.")),
        ("  - {units: 3}\n", (3, 'Missing property "type".')),
        ("  - {use: block, wiht: {}}\n", (3, "Property wiht is not allowed.")),
    ],
)
def test_a_mistake_is_told_alone_at_its_line(editor: Editor, text: str, expected: tuple[int, str]) -> None:
    assert editor.diagnostics(LEAST + text) == [expected]


def test_a_misspelt_word_is_told_at_its_line(editor: Editor) -> None:
    ((line, message),) = editor.diagnostics(LEAST + "  - relu\n  - {type: dens, units: 3}\n")
    assert line == 4
    assert '"dense"' in message


def test_the_words_are_offered_at_type(editor: Editor) -> None:
    offered = editor.completions(LEAST + "  - type: |\n")
    assert {"conv2d", "dense", "residual"} <= set(offered)
    assert not {"adam", "iris", "[object Object]"} & set(offered)
    assert set(editor.completions(LEAST + "  - relu\noptimizer:\n  type: |\n")) >= {"adam", "sgd"}


def test_only_the_arguments_of_the_word_are_offered_after_it(editor: Editor) -> None:
    offered = set(editor.completions(LEAST + "  - type: conv2d\n    filters: 3\n    |\n"))
    assert {"kernel_size", "strides", "padding", "name", "from"} <= offered
    assert not {"units", "rate", "conv2d", "filters"} & offered


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("  - type: conv2d\n    padding: |\n", {"valid", "same"}),
        ("  - type: dense\n    activation: |\n", {"relu", "softmax"}),
        ("  - |\n", {"flatten", "relu", "type", "use"}),
        ("  - relu\nloss: |\n", {"mean_squared_error"}),
        ("  - relu\n|\n", {"loss", "optimizer", "extends", "blocks"}),
    ],
)
def test_what_may_stand_at_a_place_is_offered(editor: Editor, text: str, offered: set[str]) -> None:
    assert offered <= set(editor.completions(LEAST + text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  - {type: conv2d, filters: 3, kernel_si|ze: 5}\n", ["conv2d.kernel", "axis"]),
        ("  - {type: conv2d, filters: 3, kernel_size: 5, stri|des: 2}\n", ["Default: 1."]),
        ("  - {type: con|v2d, filters: 3, kernel_size: 5}\n", ["y = activation(x * kernel + bias)", "type: conv2d\n"]),
        ("  - rel|u\n", ["max(0, x)"]),
        ("  - relu\ntrai|ning: {epochs: 3}\n", ["training"]),
    ],
)
def test_the_mouse_over_a_key_or_a_word_shows_what_it_is(editor: Editor, text: str, shown: list[str]) -> None:
    text_shown = editor.hover(LEAST + text)
    assert [each for each in shown if each not in text_shown] == []

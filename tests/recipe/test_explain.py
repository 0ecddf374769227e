"""What `dlcli explain` tells: pages for every word, key and code, and what its examples are worth."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from dlcli.ground.errors import UsageError
from dlcli.parts import shelf
from dlcli.recipe import code_pages, keys
from dlcli.recipe.explain import explain
from dlcli.recipe.explanations import CodePage, KeyPage, Shelf, Shelves, UsedPage, WordPage
from dlcli.recipe.verdict import verdict

REPOSITORY = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
# Codes of one word, which the walk over all texts with a hyphen does not find.
ONE_WORD = {"directive", "tag", "template", "unreadable"}
NO_CODES = {"latin-1", "utf-8", "utf-8-sig"}
# Of a validator alone: what is reported is wrong-value.
INNER = {"too-few-branches"}
# What an example of a key may meet in the small recipe around it.
BESIDE_THE_KEY = {
    "idle-argument", "missing-weights", "other-preprocessing", "output-rank", "unknown-monitor", "unknown-output",
    "unscaled-images", "unwanted-networks", "wrong-augmentation", "wrong-split", "wrong-transform",
}  # fmt: skip
BASE = {
    "data": "data: {source: iris}\n",
    "layers": "layers:\n  - {type: dense, units: 8, activation: relu}\n"
    '  - {type: dense, units: "${data.classes}", activation: softmax}\n',
}
FENCED = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def texts(node: ast.AST) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def emitted() -> set[str]:
    """Every code that the sources of recipe and parts can give to a diagnostic."""
    found: set[str] = set()
    for room in ("recipe", "parts"):
        for file in (REPOSITORY / "dlcli" / room).rglob("*.py"):
            tree = ast.parse(file.read_text("utf-8"))
            found |= {text for text in texts(tree) if CODE.fullmatch(text)}
            for call in ast.walk(tree):
                if isinstance(call, ast.Call):
                    found |= ONE_WORD & {text for argument in call.args for text in texts(argument)}
    return found - NO_CODES - INNER


def codes_of(folder: Path, snippet: str) -> set[str]:
    """The codes that are told of a snippet, completed to a whole recipe by what it leaves out."""
    (folder / "base.yaml").write_text("training: {epochs: 5}\n", "utf-8")
    given = re.sub(r"^networks\b", "layers", snippet, flags=re.MULTILINE)
    rest = "".join(text for key, text in BASE.items() if not re.search(rf"^{key}\b", given, re.MULTILINE))
    (folder / "recipe.yaml").write_text(rest + snippet, "utf-8")
    return {each.code for each in verdict(folder / "recipe.yaml").diagnostics}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert set(code_pages.codes()) == emitted()


@pytest.mark.parametrize("code", code_pages.codes())
def test_a_page_of_a_code_shows_the_wrong_and_the_right(code: str, tmp_path: Path) -> None:
    text = code_pages.code_page(code).text
    assert text.startswith(f"# {code}\n\n")
    assert "\nWrong:\n" in text
    assert "\nRight:\n" in text
    blocks = FENCED.findall(text)
    assert len(blocks) == 2
    (kind, wrong), (_, right) = blocks
    if kind == "yaml":
        assert code in codes_of(tmp_path, wrong)
        assert code not in codes_of(tmp_path, right)


@pytest.mark.parametrize("path", keys.paths())
def test_every_key_has_a_meaning_and_an_example_that_is_right(path: str, tmp_path: Path) -> None:
    (page,) = (page for page in explain(path) if isinstance(page, KeyPage) and page.argument.name == path)
    assert page.text.endswith(".")
    assert path.rpartition(".")[2] in page.example
    if not path.startswith(("blocks.", "data.expect")):
        data = "" if "\n  source:" in page.example or "\n" not in page.example else "\n  source: iris"
        example = (
            page.example.replace("data:", f"data:{data}", 1) if page.example.startswith("data:\n") else page.example
        )
        assert {code for code in codes_of(tmp_path, example) if code not in BESIDE_THE_KEY} == set()


WORDS = [(kind, word) for kind in shelf.kinds() for word in shelf.words(kind)]


@pytest.mark.parametrize(("kind", "word"), WORDS, ids=[f"{kind}-{word}" for kind, word in WORDS])
def test_every_word_has_a_page(kind: str, word: str) -> None:
    (page,) = (page for page in explain(word) if isinstance(page, WordPage) and page.kind == kind)
    assert page.summary.endswith(".")
    assert word in page.example
    assert {argument.name for argument in page.arguments} == set(shelf.part(kind, word).keys())
    vague = [argument.name for argument in page.arguments if "a value" in argument.type or not argument.meaning]
    assert vague == []


def test_without_a_word_there_are_the_shelves() -> None:
    (page,) = explain(None)
    assert isinstance(page, Shelves)
    assert [each.kind for each in page.kinds] == list(shelf.kinds())
    assert {"data", "layers", "extends", "blocks"} <= {each.name for each in page.sections}


def test_a_word_of_two_kinds_has_both_pages() -> None:
    assert [page.kind for page in explain("rescaling") if isinstance(page, WordPage)] == ["layers", "transforms"]


def test_a_key_is_found_by_its_end() -> None:
    (page,) = explain("keep")
    assert isinstance(page, KeyPage)
    assert page.argument.name == "training.checkpoint.keep"
    assert page.argument.rule == "a positive whole number; default 2"
    assert page.example == "training:\n  checkpoint:\n    keep: 5"


def test_a_section_has_its_keys() -> None:
    (page,) = explain("data.split")
    assert isinstance(page, KeyPage)
    assert {"validation", "test", "stratify"} <= {argument.name for argument in page.keys}


@pytest.mark.parametrize("word", ["losses", "optimizer", "schedule"])
def test_a_kind_is_found_by_one_of_it_too(word: str) -> None:
    assert any(isinstance(page, Shelf) for page in explain(word))


@pytest.mark.parametrize("word", ["kernel_size", "conv2d.kernel_size"])
def test_an_argument_is_found_alone_and_after_its_word(word: str) -> None:
    (page,) = explain(word)
    assert isinstance(page, UsedPage)
    (argument,) = (argument for words, argument in page.uses if "conv2d" in words)
    assert argument.type == "a positive whole number, or a list of them"


def test_an_argument_is_found_after_the_key_where_its_words_stand() -> None:
    (page,) = explain("optimizer.learning_rate")
    assert isinstance(page, UsedPage)
    assert {word for words, _ in page.uses for word in words} == set(shelf.words("optimizers"))


def test_a_code_has_its_page() -> None:
    (page,) = explain("unknown-key")
    assert isinstance(page, CodePage)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("conv_2d", "conv2d"),
        ("optimisers", "optimizers"),
        ("kernelsize", "kernel_size"),
        ("unknown_kee", "unknown-key"),
    ],
)
def test_an_unknown_word_has_a_suggestion(wrong: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(wrong)
    assert caught.value.help == f"did you mean {meant!r}?"


def test_a_word_like_no_other_has_none() -> None:
    with pytest.raises(UsageError, match="nothing is called 'qqqqqqqq'") as caught:
        explain("qqqqqqqq")
    assert caught.value.help == "`dlcli explain` lists every word"

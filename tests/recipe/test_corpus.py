"""The corpus of wrong recipes is whole: one for every code, at most three for one, each with its mended recipe."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from dlcli.recipe import code_pages

CORPUS = Path(__file__).parent.parent / "mistakes"
NAMES = sorted(path.stem for path in CORPUS.glob("*.txt"))
HEAD = re.compile(r"^(?:error|warning)\[([a-z0-9-]+)\]", re.MULTILINE)
ADDRESS = re.compile(r"^ +--> (.+):\d+:\d+$", re.MULTILINE)
NO_SMALL_FILE = {
    "file-too-large": "a recipe of more than 1 MiB; test_source.py makes one",
    "large-memory": "depends on the memory of the machine",
    "unreadable": "the file itself is not there or cannot be opened",
    "yaml-syntax": "what no other explanation fits: no text is known that leads there",
}


def codes(name: str) -> list[str]:
    return HEAD.findall((CORPUS / f"{name}.txt").read_text("utf-8"))


def test_every_code_is_told_of_at_least_one_recipe() -> None:
    told = {code for name in NAMES for code in codes(name)}
    assert set(code_pages.codes()) - told == set(NO_SMALL_FILE)


def test_no_code_is_told_of_more_than_three() -> None:
    """Counted are recipes with one kind of mistake, which stands in the recipe itself: not in `--set` or a base."""
    counted = Counter(
        codes(name)[0]
        for name in NAMES
        if len(set(codes(name))) == 1
        and ADDRESS.findall((CORPUS / f"{name}.txt").read_text("utf-8"))[0] == f"{name}.yaml"
    )
    assert {code: count for code, count in counted.items() if count > 3} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_report_has_its_recipe_and_the_recipe_mended(name: str) -> None:
    wrong, mended = CORPUS / f"{name}.yaml", CORPUS / f"{name}.fixed.yaml"
    assert wrong.is_file()
    assert mended.is_file()
    assert wrong.read_bytes() != mended.read_bytes() or "--> bases/" in (CORPUS / f"{name}.txt").read_text("utf-8")


def test_nothing_else_lies_in_the_corpus() -> None:
    known = {f"{name}{ending}" for name in NAMES for ending in (".txt", ".yaml", ".fixed.yaml")}
    assert {path.name for path in CORPUS.iterdir() if path.is_file()} == known


def test_resnet50_takes_sixty_lines_and_a_typo_in_its_innermost_block_is_told_once() -> None:
    assert len((CORPUS / "resnet50.fixed.yaml").read_text("utf-8").splitlines()) <= 60
    report = (CORPUS / "resnet50.txt").read_text("utf-8")
    assert codes("resnet50").count("unknown-key") == 1
    assert "in 53 places" in report

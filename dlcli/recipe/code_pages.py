"""The pages of `dlcli explain CODE`: one Markdown file a code, beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dlcli.recipe.explanations import CodePage

FOLDER = Path(__file__).parent / "codes"


@cache
def codes() -> tuple[str, ...]:
    """Every code that has a page, in alphabetical order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.md")))


def code_page(code: str) -> CodePage:
    """What a code means."""
    return CodePage(code, (FOLDER / f"{code}.md").read_text("utf-8"))

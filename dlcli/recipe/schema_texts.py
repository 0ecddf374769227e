"""The words of the JSON Schema: what docstrings say of parts, sections and their fields."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from pathlib import Path

from dlcli.parts.part import Spec

_EXAMPLE = "\nExample:\n"


@dataclass(frozen=True)
class Text:
    """What a docstring says: its first paragraph, and all of it with its example as Markdown."""

    summary: str
    markdown: str


@cache
def text_of(model: type[Spec]) -> Text:
    """The docstring of a part or a section, its wrapped lines joined."""
    words, _, example = cleandoc(model.__doc__ or "").partition(_EXAMPLE)
    paragraphs = [" ".join(map(str.strip, each.splitlines())) for each in words.strip().split("\n\n")]
    if example:
        paragraphs.append("\n".join(["```yaml", cleandoc("\n" + example), "```"]))
    return Text(paragraphs[0], "\n\n".join(paragraphs))


def field_text(model: type[Spec], name: str) -> str:
    """The docstring below a field, where the class or one that it inherits from has one."""
    for owner in model.__mro__:
        found = _field_texts(owner.__module__).get((owner.__name__, name)) if issubclass(owner, Spec) else None
        if found:
            return found
    return ""


@cache
def _field_texts(module: str) -> dict[tuple[str, str], str]:
    """The docstrings below the fields of a module's classes; Python itself keeps only those of classes."""
    file = sys.modules[module].__file__
    assert file is not None
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(Path(file).read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            for field, below in zip(node.body, node.body[1:], strict=False):
                text = _string(below)
                if text and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    found[node.name, field.target.id] = " ".join(text.split())
    return found


def _string(statement: ast.stmt) -> str:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""

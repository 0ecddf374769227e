"""Explanations on a screen: headings, tables that wrap, examples."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dlcli.recipe.explanations import Argument, CodePage, KeyPage, Page, Shelf, Shelves, UsedPage, WordPage
from dlcli.recipe.type_words import singular
from dlcli.report import console
from dlcli.report.cells import cells, printable, wrapped

_WIDEST = 100
_WIDEST_SHELVES = 80
_WIDEST_NAME = 34


def show(pages: Sequence[Page]) -> None:
    """Prints pages one below the other, headings bold where the terminal has colours."""
    color = console.colored(sys.stdout)
    for line in render(pages, width=console.wide()):
        is_heading = line and not line.startswith(" ")
        console.line(f"\x1b[1m{line}\x1b[0m" if color and is_heading else line)


def render(pages: Sequence[Page], *, width: int) -> list[str]:
    """The lines of pages, none wider than `width` unless a single word or an example is; headings begin the line."""
    lines: list[str] = []
    for page in pages:
        lines += ([""] if lines else []) + _RENDERERS[type(page)](page, min(width, _WIDEST))
    return lines


def _shelves(page: Shelves, width: int) -> list[str]:
    width = min(width, _WIDEST_SHELVES)
    lines = ["Sections of a recipe", *_table(((each.name, [each.summary]) for each in page.sections), width)]
    for shelf in page.kinds:
        lines += ["", f"{shelf.kind} (in {shelf.where})", *_columns([each.name for each in shelf.words], width)]
    examples = {
        "dlcli explain conv2d": "a word: its arguments and an example",
        "dlcli explain layers": "a kind: its words with a line each",
        "dlcli explain data.split": "a key: what may stand there",
        "dlcli explain unknown-key": "the code of a mistake: what it means, what to write instead",
    }
    return [*lines, "", "Read on", *_table(((command, [text]) for command, text in examples.items()), width)]


def _shelf(page: Shelf, width: int) -> list[str]:
    rows = ((each.name, [each.summary]) for each in page.words)
    return [f"{page.kind}: words for {page.where}", *_table(rows, width)]


def _word(page: WordPage, width: int) -> list[str]:
    lines = [f"{page.word}, {_a(singular(page.kind))}", *_paragraphs([page.summary, *page.text], width)]
    if page.shapes:
        lines += ["", "Shapes", *(line for each in page.shapes for line in _indented(each, width))]
    if page.arguments:
        lines += ["", "Arguments", *_arguments(page.arguments, width)]
    return [*lines, "", "Example", *_example(page.example)]


def _key(page: KeyPage, width: int) -> list[str]:
    told = page.argument
    lines = [told.name, *_paragraphs([page.text], width), *_indented(f"Takes {told.rule}.", width)]
    if page.kind:
        lines += _indented(f"Its words: dlcli explain {page.kind}", width)
    if page.keys:
        lines += ["", "Keys", *_arguments(page.keys, width)]
    return [*lines, "", "Example", *_example(page.example)] if page.example else lines


def _used(page: UsedPage, width: int) -> list[str]:
    rows = ((", ".join(words), _told(argument)) for words, argument in page.uses)
    lines = [f"{page.name}, an argument"]
    for words, told in rows:
        lines += _indented(f"of {words}:", width)
        lines += [line for text in told for line in wrapped(f"    {text}", width, hanging=4)]
    return lines


def _code(page: CodePage, _: int) -> list[str]:
    """A page in Markdown: its heading stays, its fences go."""
    lines = []
    for line in page.text.rstrip("\n").split("\n"):
        if line.startswith("# "):
            lines.append(f"{line[2:]}, a mistake in a recipe")
        elif not line.startswith("```"):
            lines.append(f"  {printable(line)}".rstrip())
    return lines


_RENDERERS: dict[type[Page], Callable[[Any, int], list[str]]] = {
    Shelves: _shelves,
    Shelf: _shelf,
    WordPage: _word,
    KeyPage: _key,
    UsedPage: _used,
    CodePage: _code,
}


def _arguments(arguments: Sequence[Argument], width: int) -> list[str]:
    return _table(((each.name, _told(each)) for each in arguments), width)


def _told(argument: Argument) -> list[str]:
    return [argument.rule, *([argument.meaning] if argument.meaning else [])]


def _table(rows: Iterable[tuple[str, list[str]]], width: int) -> list[str]:
    """Names on the left, texts on the right, each of them wrapped within its column."""
    listed = list(rows)
    column = min(max((cells(name) for name, _ in listed), default=0), _WIDEST_NAME, width // 2 - 4) + 4
    lines: list[str] = []
    for name, texts in listed:
        right = [line for text in texts for line in wrapped(" " * column + text, width, hanging=column)]
        label = f"  {printable(name)}"
        if cells(label) + 2 <= column:
            right[0] = label + right[0][cells(label) :]
        else:
            lines.append(label)
        lines += right
    return lines


def _columns(names: Sequence[str], width: int) -> list[str]:
    """Names in as many columns as fit, read from above."""
    room = max(map(len, names), default=0) + 2
    across = max(1, (width - 2) // room)
    down = -(-len(names) // across)
    rows = ([names[at] for at in range(row, len(names), down)] for row in range(down))
    return ["  " + "".join(f"{name:<{room}}" for name in row).rstrip() for row in rows]


def _paragraphs(texts: Sequence[str], width: int) -> list[str]:
    return [line for text in texts if text for line in _indented(text, width)]


def _indented(text: str, width: int) -> list[str]:
    return wrapped(f"  {text}", width, hanging=2)


def _example(text: str) -> list[str]:
    return [f"  {printable(line)}" for line in text.splitlines()]


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"

"""Mistakes between brackets and braces: never closed, closed by the other one, a comma or a value missing."""

from __future__ import annotations

import re

from dlcli.recipe.diagnostics import Diagnostic, Note
from dlcli.recipe.events import Failure
from dlcli.recipe.text import RecipeText

_PAIRS = {"[": "]", "{": "}"}
_TOKEN = re.compile(r"[^\s,\[\]{}]+|\S")


def never_closed(opener: int, text: RecipeText, *, code: str = "unclosed-bracket") -> Diagnostic:
    """Point at the bracket or quote that nothing closes."""
    place = text.place(opener, opener + 1)
    sign = text.text[opener]
    message = f"{sign} opened at {place.line}:{place.column} is never closed"
    return Diagnostic(code, message, place, help=f"close it with {_PAIRS.get(sign, sign)}")


def closes_nothing(index: int, text: RecipeText) -> Diagnostic:
    """Point at a closing bracket without an opening one."""
    way_out = "delete it, or quote the value if it is text"
    message = f"'{text.text[index]}' closes nothing"
    return Diagnostic("mismatched-bracket", message, text.place(index, index + 1), help=way_out)


def flow_mistake(failure: Failure, text: RecipeText) -> Diagnostic:
    """Tell what is wrong where the parser met something else than a comma, a value or the closing bracket."""
    opener = _bracket(failure.opener, text)
    found = text.text[failure.index : failure.index + 1]
    if opener is not None and _left_behind(opener, failure, text):
        return never_closed(opener, text)
    if unquoted_hole(failure, text):
        place = text.place(failure.index - 1, failure.index + 1)
        way_out = 'write "${name}", in quotes and with both braces'
        return Diagnostic("unquoted-hole", "a ${…} inside braces or brackets must be quoted", place, help=way_out)
    place = text.place(failure.index, failure.index + 1)
    if opener is not None and found in _PAIRS.values() and found != _PAIRS[text.text[opener]]:
        message = f"'{found}' does not close '{text.text[opener]}'"
        notes = (Note(f"'{text.text[opener]}' was opened here", text.place(opener, opener + 1)),)
        way_out = f"write '{_PAIRS[text.text[opener]]}'"
        return Diagnostic("mismatched-bracket", message, place, help=way_out, notes=notes)
    if found == ":":
        way_out = "put a comma between the entries, or quote the value if it is text"
        return Diagnostic("two-colons", "a second ':' in one entry", place, help=way_out)
    if opener is None and found in _PAIRS.values():
        return closes_nothing(failure.index, text)
    if "node content" in failure.problem:
        comma = " delete the comma," if found == "," else ""
        way_out = f"write the value,{comma} or quote it if it is text"
        return Diagnostic("missing-value", f"a value is missing before '{found}'", place, help=way_out)
    token = _TOKEN.match(text.text, failure.index)
    wide = text.place(failure.index, token.end() if token else failure.index)
    way_out = "put a comma between the entries, or quote the value if it is text"
    return Diagnostic("missing-comma", "a comma is missing here", wide, help=way_out)


def _bracket(opener: int | None, text: RecipeText) -> int | None:
    """Return the offset of the bracket itself, which an anchor may precede; the mapping in `[a: 1]` has none."""
    if opener is None:
        return None
    found = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)*([\[{])").match(text.text, opener)
    return found.start(1) if found else None


def _left_behind(opener: int, failure: Failure, text: RecipeText) -> bool:
    """Tell whether the text went on outside: it ended, or a line is no deeper than the one with the bracket."""
    if failure.index >= len(text.text.rstrip()) or re.search(r"'<(stream|document) ", failure.problem):
        return True
    is_later = text.line(failure.index) > text.line(opener)
    is_closer = text.text[failure.index] in _PAIRS.values()
    return is_later and not is_closer and text.indentation(failure.index) <= text.indentation(opener)


def unquoted_hole(failure: Failure, text: RecipeText) -> bool:
    """Tell whether the stream broke off at the brace of a `${…}` without quotes inside brackets."""
    return failure.opener is not None and text.text[max(failure.index - 1, 0) : failure.index + 1] == "${"

"""What a person is told where a text is not YAML; PyYAML's own words stay inside."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.events import Failure
from dlcli.recipe.flow_errors import closes_nothing, flow_mistake, never_closed
from dlcli.recipe.text import RecipeText

_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_WORD = re.compile(r"[^\s,\[\]{}:#]+|\S")
_LONG_ESCAPE = re.compile(r"\\U([0-9a-fA-F]{8})")
_CONTEXTS = {"alias": "*", "anchor": "&"}


def diagnosed(failure: Failure, text: RecipeText) -> Diagnostic:
    """Return the diagnostic for the place where the event stream broke off."""
    for pattern, explain in _EXPLANATIONS:
        if re.search(pattern, f"{failure.context}: {failure.problem}"):
            return explain(failure, text)
    return _other(failure, text)


def _at(text: RecipeText, index: int, code: str, message: str, way_out: str, *, label: str = "") -> Diagnostic:
    """Mark the word that begins at an offset."""
    found = _WORD.match(text.text, index)
    return Diagnostic(code, message, text.place(index, found.end() if found else index), label, way_out)


def _rest_of_line(text: RecipeText, index: int) -> str:
    return text.text[index : text.line_end(index)].split(" #")[0].rstrip()


def _tab(failure: Failure, text: RecipeText) -> Diagnostic:
    indents = text.begins_line(failure.index)
    message = "tab used for indentation" if indents else "a tab stands where YAML allows only spaces"
    place = text.place(failure.index, failure.index + 1)
    return Diagnostic("tab-indentation", message, place, help="use spaces")


def _quote(failure: Failure, text: RecipeText) -> Diagnostic:
    index = failure.index
    for name, sign in _CONTEXTS.items():
        if name in failure.context:
            index = failure.context_index
            message = f"'{sign}' begins an {name} in YAML, and no name follows it"
            return _at(text, index, "quote-value", message, "quote the value if it is text")
    character = text.text[index]
    value = _rest_of_line(text, index) if failure.opener is None else ""
    shown = value if 0 < len(value) <= 60 and '"' not in value else f"{character}…"
    return _at(text, index, "quote-value", f"a value cannot begin with '{character}'", f'quote it: "{shown}"')


def _missing_colon(failure: Failure, text: RecipeText) -> Diagnostic:
    index = failure.context_index
    written = _rest_of_line(text, index)
    shown = written if len(written) <= 40 else f"{written[:39]}…"
    joined = re.match(r"([\w.-]+):(\S.*)", shown)
    way_out = f"put a space after the colon: '{joined[1]}: {joined[2]}'" if joined else "a line here is 'key: value'"
    message = f"'{shown}' is no key: no ': ' follows it"
    return Diagnostic("missing-colon", message, text.place(index, index + len(written)), help=way_out)


def _two_colons(failure: Failure, text: RecipeText) -> Diagnostic:
    start = text.line_start(failure.index)
    before = text.text[start : failure.index]
    if re.search(r":\s", before):
        place = text.place(failure.index, failure.index + 1)
        way_out = 'put the keys in braces, {key: value}, or quote the value if it is text: "a: b"'
        return Diagnostic("two-colons", "two colons on one line", place, help=way_out)
    if not before.strip():
        return _missing_key(failure, text)
    key = start + len(before) - len(before.lstrip())
    above = _line_without_colon(key, text)
    return (
        _missing_colon(Failure("", key, context_index=above), text) if above else _indentation(Failure("", key), text)
    )


def _line_without_colon(key: int, text: RecipeText) -> int | None:
    """The offset of the line above a key where it begins in the same column and holds no key: `epochs:20`."""
    end = max(text.line_start(key) - 1, 0)
    written = text.text[text.line_start(end) : end]
    begin = text.line_start(end) + len(written) - len(written.lstrip())
    beside = written.strip() and text.indentation(begin) == text.indentation(key)
    return begin if beside and not re.match(r"\s*(#|- )|.*:(\s|$)", written) else None


def _missing_key(failure: Failure, text: RecipeText) -> Diagnostic:
    place = text.place(failure.index, failure.index + 1)
    return Diagnostic("key-not-text", "a key is missing before ':'", place, help="write the key before it")


def _indentation(failure: Failure, text: RecipeText) -> Diagnostic:
    message, way_out = "this line's indentation matches no open block", "begin it in the column of its neighbours"
    if failure.problem.endswith("'-'"):
        message, way_out = (
            "a '-' row stands where a key is expected",
            "indent it as far as the other rows, below its key",
        )
    elif failure.problem.endswith("'?'"):
        message, way_out = "a key stands where a '-' row is expected", "indent it below its row, or begin it with '- '"
    return _at(text, failure.index, "bad-indentation", message, way_out)


def _dash_after_key(failure: Failure, text: RecipeText) -> Diagnostic:
    message = "a list of '-' rows cannot begin on the line of its key"
    return _at(text, failure.index, "bad-indentation", message, "begin it on the next line, or write [a, b]")


def _after_block(failure: Failure, text: RecipeText) -> Diagnostic:
    character = text.text[failure.index : failure.index + 1]
    spanning = failure.last_quoted
    if spanning and text.line(spanning[0]) < text.line(spanning[1]):
        return _unclosed_quote(Failure("", failure.index, context_index=spanning[0]), text)
    if character and character in "]}":
        return closes_nothing(failure.index, text)
    if character == ":":
        return _missing_key(failure, text)
    if "document start" in failure.problem and (found := _DIRECTIVE.search(text.text, 0, failure.index)):
        return _directive(Failure("", found.start()), text)
    if text.begins_line(failure.index):
        return _indentation(failure, text)
    place = text.place(failure.index, failure.index + len(_rest_of_line(text, failure.index)))
    way_out = "quote the whole value; inside single quotes a ' is written twice"
    return Diagnostic("quote-value", "text after the end of the value", place, help=way_out)


def _unclosed_quote(failure: Failure, text: RecipeText) -> Diagnostic:
    return never_closed(failure.context_index, text, code="unclosed-quote")


def _escape(failure: Failure, text: RecipeText) -> Diagnostic:
    index = max(text.text.rfind("\\", 0, failure.index), 0)
    place = text.place(index, min(failure.index + 1, index + 2))
    message = f"'{text.text[index : index + 2]}' is no escape in double quotes"
    return Diagnostic("unknown-escape", message, place, help="use single quotes, or / instead of \\ in a path")


def _tag(failure: Failure, text: RecipeText) -> Diagnostic:
    index = failure.context_index if "scanning" in failure.context else failure.index
    return _at(text, index, "tag", "tags are not allowed in recipes", "quote the value if it is text")


def _version(failure: Failure, text: RecipeText) -> Diagnostic:
    place = text.place(failure.index, text.line_end(failure.index))
    return Diagnostic("yaml-version", "recipes are YAML 1.x", place, help="delete the line")


def _directive(failure: Failure, text: RecipeText) -> Diagnostic:
    index = text.line_start(failure.index)
    place = text.place(index, text.line_end(index))
    message = "a line that begins with '%' is a directive, and this one cannot be read"
    return Diagnostic(
        "directive", message, place, help="delete the line, write # for a comment, or quote the value if it is text"
    )


def _block_scalar(failure: Failure, text: RecipeText) -> Diagnostic:
    message = "'|' and '>' begin a block of text on the lines below, and end their own line"
    return _at(text, failure.context_index, "quote-value", message, "quote the value if it is text")


def _conversion(failure: Failure, text: RecipeText) -> Diagnostic:
    """PyYAML does not say where: it is the first escape beyond Unicode, or the version in a directive."""
    for found in _LONG_ESCAPE.finditer(text.text, failure.index):
        if int(found[1], 16) > sys.maxunicode:
            return _escape(Failure("", found.start() + 1), text)
    return _directive(failure, text)


def _other(failure: Failure, text: RecipeText) -> Diagnostic:
    message = "this cannot be read as YAML"
    return _at(text, failure.index, "yaml-syntax", message, "quote the value if it is text")


_EXPLANATIONS: tuple[tuple[str, Callable[[Failure, RecipeText], Diagnostic]], ...] = (
    (r"(Value|Overflow|Index)Error$", _conversion),
    (r"found character '\\t'", _tab),
    (r"found character|scanning an (alias|anchor)|mapping keys are not", _quote),
    (r"could not find expected ':'", _missing_colon),
    (r"mapping values are not", _two_colons),
    (r"sequence entries are not", _dash_after_key),
    (r"unexpected (end of stream|document separator)", _unclosed_quote),
    (r"escape character|escape sequence of \d", _escape),
    (r"(scanning|parsing) a tag|tag handle", _tag),
    (r"incompatible YAML", _version),
    (r"directive", _directive),
    (r"block scalar", _block_scalar),
    (r"expected <block end>|expected '<document start>'", _after_block),
    (r" flow |node content", flow_mistake),
)

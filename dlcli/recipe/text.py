"""The characters of a recipe: decoded, checked, and turned from offsets into places."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from dlcli.recipe.diagnostics import Diagnostic, Note, Place, RecipeError, SourceText

MAXIMUM_BYTES = 2**20
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARK = "\ufeff"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# U+0085, U+2028 and U+2029 break lines in YAML 1.1 but in no editor: with them line numbers would differ.
_UNWANTED = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class RecipeText:
    """A text, how it is shown, and where its lines begin."""

    text: str
    source: SourceText
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: str
    """What stands before the text on its first line."""

    def place(self, start: int, end: int) -> Place:
        """Return the place between two offsets, cut at the end of its first line."""
        row, first = self._row_and_offset(start)
        return Place(self.source, row + 1, start - first, max(start, min(end, self.line_end(start))) - first)

    def line(self, index: int) -> int:
        """Return the number of the line, from 1, that an offset lies in."""
        return bisect_right(self.starts, index)

    def line_start(self, index: int) -> int:
        """Return the offset at which the line of an offset begins."""
        return self.starts[self.line(index) - 1]

    def line_end(self, index: int) -> int:
        """Return the offset at which the line of an offset ends, before its line break."""
        return self.ends[self.line(index) - 1]

    def indentation(self, index: int) -> int:
        """Return how many spaces the line of an offset begins with."""
        line = self.text[self.line_start(index) : self.line_end(index)]
        return len(line) - len(line.lstrip(" "))

    def begins_line(self, index: int) -> bool:
        """Tell whether only blanks stand before an offset on its line."""
        return not self.text[self.line_start(index) : index].strip()

    def _row_and_offset(self, index: int) -> tuple[int, int]:
        row = self.line(index) - 1
        return row, self.starts[row] - 1 - (len(self.before) if row == 0 else 0)


def recipe_text(given: bytes | str, name: str, *, before: str = "") -> RecipeText:
    """Decode and check a text, or raise RecipeError; `before` stands in front of it on its first line."""
    size = len(given) if isinstance(given, bytes) else len(given.encode("utf-8", "surrogatepass"))
    if size > MAXIMUM_BYTES:
        message = f"{name} has {size:,} bytes; a recipe has at most {MAXIMUM_BYTES:,}"
        raise RecipeError([Diagnostic("file-too-large", message, None, help="data belongs in files of its own")])
    text = _decoded(given, name) if isinstance(given, bytes) else given
    marked = text.startswith(_BYTE_ORDER_MARK)
    text = text[1:] if marked else text
    located = _located(text, name, before=before)
    unwanted = _UNWANTED.findall(text)
    if unwanted:
        raise RecipeError([_invalid_character(located, more=len(unwanted) - 1, skipped_bytes=3 if marked else 0)])
    return located


def _located(text: str, name: str, *, before: str = "") -> RecipeText:
    lines = _LINE_END.split(text)
    lines[0] = before + lines[0]
    breaks = [found.span() for found in _LINE_END.finditer(text)]
    starts, ends = (0, *(end for _, end in breaks)), (*(start for start, _ in breaks), len(text))
    return RecipeText(text, SourceText(name, tuple(lines)), starts, ends, before)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(_OTHER_ENCODINGS) or data[:2].count(0) == 1:
        message = f"{name} is not UTF-8 but UTF-16 or UTF-32"
        raise RecipeError([Diagnostic("not-utf8", message, None, help="save the file as UTF-8")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        rest = data[error.start :].decode("utf-8", "replace")
        located = _located(before + rest, name)
        place = located.place(len(before), len(before) + 1)
        message = f"the file is not UTF-8 (byte {error.start})"
        raise RecipeError([Diagnostic("not-utf8", message, place, help="save the file as UTF-8")]) from None


def _invalid_character(located: RecipeText, *, more: int, skipped_bytes: int) -> Diagnostic:
    found = _UNWANTED.search(located.text)
    index = found.start() if found else 0
    offset = skipped_bytes + len(located.text[:index].encode("utf-8", "surrogatepass"))
    return Diagnostic(
        "invalid-character",
        f"invalid character U+{ord(located.text[index]):04X} at byte {offset}",
        located.place(index, index + 1),
        help="delete it",
        notes=(Note(f"{more} more in this file"),) if more else (),
    )

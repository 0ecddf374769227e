"""How wide text is in a terminal, how it is made safe to print, and where it is broken."""

from __future__ import annotations

import unicodedata

_TAB = "    "
_JOINER = "\u200d"
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def shown_character(character: str) -> str:
    """Return what is printed for a character: an escape for what would move the cursor or reorder the text."""
    if character == "\t":
        return _TAB
    if unicodedata.category(character) not in _UNPRINTABLE or character == _JOINER:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str) -> str:
    """Return the text with every control character shown as an escape."""
    return "".join(shown_character(character) for character in text)


def cells(text: str) -> int:
    """Return how many cells of a terminal a printable text takes."""
    return len(text) if text.isascii() else sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if character == _JOINER or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrapped(text: str, width: int, *, hanging: int = 0) -> list[str]:
    """Break a text at blanks and at its own line ends into lines of at most `width` cells; a longer word stays whole.

    All lines but the first are indented by `hanging` cells.
    """
    margin = " " * hanging
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, *words = printable(f"{margin if lines else ''}{paragraph}").split(" ")
        for word in words:
            if not line.strip() or cells(line) + 1 + cells(word) <= width:
                line = f"{line} {word}"
            else:
                lines.append(line)
                line = margin + word
        lines.append(line)
    return lines

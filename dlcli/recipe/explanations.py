"""What `dlcli explain` tells: pages of plain text, without their layout."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Argument:
    """A field of a word or a key of a section: what may stand there, what it means; a section has no default."""

    name: str
    type: str
    default: str
    meaning: str

    @property
    def rule(self) -> str:
        """Type and default in one sentence: `a positive whole number; default 1`."""
        default = self.default if self.default in (REQUIRED, "") else f"default {self.default}"
        return f"{self.type}; {default}" if default else self.type


REQUIRED = "required"


@dataclass(frozen=True)
class Entry:
    """A word or a key in a list, with its one line."""

    name: str
    summary: str


@dataclass(frozen=True)
class Shelf:
    """A kind of words, where its words may stand, and the words."""

    kind: str
    where: str
    words: tuple[Entry, ...]


@dataclass(frozen=True)
class Shelves:
    """Everything there is: what `dlcli explain` shows without a word."""

    sections: tuple[Entry, ...]
    kinds: tuple[Shelf, ...]


@dataclass(frozen=True)
class WordPage:
    """One word: what it is, its formulas and shapes, its arguments, its example as it stands in a recipe."""

    word: str
    kind: str
    summary: str
    text: tuple[str, ...]
    shapes: tuple[str, ...]
    arguments: tuple[Argument, ...]
    example: str


@dataclass(frozen=True)
class KeyPage:
    """One key of a recipe; `keys` are those below it, `kind` is that of the words that may stand there."""

    argument: Argument
    text: str
    keys: tuple[Argument, ...]
    kind: str | None
    example: str


@dataclass(frozen=True)
class UsedPage:
    """An argument that words have: what it means in each, words with the same meaning together."""

    name: str
    uses: tuple[tuple[tuple[str, ...], Argument], ...]


@dataclass(frozen=True)
class CodePage:
    """One diagnostic code: what it means, a wrong recipe, the right one; Markdown."""

    code: str
    text: str


Page = Shelves | Shelf | WordPage | KeyPage | UsedPage | CodePage

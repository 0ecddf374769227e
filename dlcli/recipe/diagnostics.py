"""What is wrong with a recipe, where it stands, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dlcli.ground.errors import DlcliError

_LONGEST_MISSPELLING = 64
"""Nobody misspells a longer word, and comparing texts costs the square of their length."""


@dataclass(frozen=True, slots=True, eq=False)
class SourceText:
    """A text as it was given: the name it is shown by, and its lines without their ends."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line, counted in characters from 1; `end_column` is the first column after it."""

    source: SourceText
    line: int
    column: int
    end_column: int


@dataclass(frozen=True)
class Note:
    """A remark below a diagnostic, with the place that it speaks of where there is one."""

    text: str
    place: Place | None = None


@dataclass(frozen=True)
class Diagnostic:
    """One mistake: a stable code, the rule that was broken, the place, a label for its mark, and a way out."""

    code: str
    message: str
    place: Place | None
    label: str = ""
    help: str | None = None
    notes: tuple[Note, ...] = ()
    severity: Literal["error", "warning"] = "error"

    def to_json(self) -> dict[str, str | int | None]:
        """Return the form for programs; where there is no help, the label is the best advice there is."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "file": self.place.source.name if self.place else None,
            "line": self.place.line if self.place else None,
            "column": self.place.column if self.place else None,
            "help": self.help or self.label or None,
        }


WRONG_DATA = "wrong-data"
"""The code of what is wrong with the data itself: exit code 3 where nothing else is."""


class RecipeError(DlcliError):
    """A recipe cannot be used; `diagnostics` holds every mistake that was found, each once, in reading order."""

    exit_code = 2

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = grouped(diagnostics)
        errors = [each for each in self.diagnostics if each.severity == "error"]
        self.exit_code = 3 if errors and all(each.code == WRONG_DATA for each in errors) else type(self).exit_code
        first = self.diagnostics[0] if self.diagnostics else None
        more = f" (and {len(self.diagnostics) - 1} more)" if len(self.diagnostics) > 1 else ""
        super().__init__(
            f"{first.message}{more}" if first else "the recipe cannot be used",
            where=_shown(first.place) if first and first.place else None,
            help=first.help if first else None,
        )


def _shown(place: Place) -> str:
    return f"{place.source.name}:{place.line}:{place.column}"


def grouped(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return each mistake once, sorted by file (in order of appearance), line and column.

    The same code, place and message may come back once for every use of a block: the count becomes a note.
    """
    found: dict[tuple[object, ...], list[Diagnostic]] = {}
    files: dict[str | None, int] = {}
    for diagnostic in diagnostics:
        place = diagnostic.place
        files.setdefault(place.source.name if place else None, len(files))
        found.setdefault((diagnostic.code, diagnostic.message, *_position(place)), []).append(diagnostic)

    def reading_order(diagnostic: Diagnostic) -> tuple[int, int, int]:
        name, line, column, _ = _position(diagnostic.place)
        return files[name], line, column

    return tuple(sorted((_once(same) for same in found.values()), key=reading_order))


def _position(place: Place | None) -> tuple[str | None, int, int, int]:
    return (place.source.name, place.line, place.column, place.end_column) if place else (None, 0, 0, 0)


def _once(same: Sequence[Diagnostic]) -> Diagnostic:
    first = same[0]
    return replace(first, notes=(*first.notes, Note(f"in {len(same)} places"))) if len(same) > 1 else first


def suggestion(wrong: str, choices: Iterable[str]) -> str | None:
    """Return the choice that was probably meant, or None where none is near.

    Example:
        >>> suggestion("filter", ["filters", "kernel_size"])
        'filters'
    """
    if not wrong or len(wrong) > _LONGEST_MISSPELLING:
        return None
    words = list(choices)
    bare = _bare(wrong)
    by_bare_form = {_bare(word): word for word in reversed(words)}
    if bare in by_bare_form:
        return by_bare_form[bare]
    near = difflib.get_close_matches(bare, by_bare_form, n=3, cutoff=0.6)
    if near:
        # Two letters that changed places make one word of another before any letter is missing.
        exchanged = [each for each in near if sorted(each) == sorted(bare)]
        return by_bare_form[(exchanged or near)[0]]
    return next((word for word in words if _abbreviates(bare, word)), None)


def _bare(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "").replace(" ", "")


def _abbreviates(bare: str, word: str) -> bool:
    """Tell whether `acc` may stand for `accuracy`, or `lr` for `learning_rate`."""
    whole = _bare(word)
    initials = "".join(part[0] for part in word.lower().split("_") if part)
    begins = len(bare) >= 3 and whole.startswith(bare)
    overshoots = len(whole) >= 3 and bare.startswith(whole)
    return begins or overshoots or (len(bare) >= 2 and bare == initials)

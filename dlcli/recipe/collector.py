"""Collects the mistakes of one text while it is read, and stops the reading where a limit is passed."""

from __future__ import annotations

import re
from typing import NoReturn

from dlcli.recipe.diagnostics import Diagnostic, Note, Place
from dlcli.recipe.events import Event
from dlcli.recipe.text import RecipeText

MAXIMUM_DEPTH = 64
MAXIMUM_NODES = 200_000
MAXIMUM_ALIASES = 100
MAXIMUM_MISTAKES = 100
_PROPERTIES = re.compile(r"(?:(?:&[\w-]+|!(?:<[^>\s]*>|[^\s,\[\]{}]*))(?:\s+|#[^\n\r]*)*)*")
_TAG = re.compile(r"(?:&[\w-]+(?:\s+|#[^\n\r]*)*)?(!(?:<[^>\s]*>|[^\s,\[\]{}]*))")
_TUPLE = re.compile(r"\(([^()\[\]{}:\n\r]{1,60})\)")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


class StopReading(Exception):
    """A limit was passed, which is among the diagnostics: what follows is not looked at."""


class Collector:
    """The mistakes so far, and what has been counted."""

    def __init__(self, text: RecipeText) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._text = text
        self._nodes = 0
        self._aliases = 0

    def report(self, code: str, message: str, place: Place, way_out: str | None, *notes: Note, label: str = "") -> None:
        """Keep a mistake; raises StopReading at the hundredth."""
        self.diagnostics.append(Diagnostic(code, message, place, label, way_out, notes))
        if len(self.diagnostics) >= MAXIMUM_MISTAKES:
            raise StopReading

    def _stop(self, code: str, message: str, place: Place, way_out: str) -> NoReturn:
        self.report(code, message, place, way_out)
        raise StopReading

    def count(self, nodes: int, depth: int, place: Place) -> None:
        """Count nodes that are about to be built at a depth; raises StopReading where they are too many or too deep."""
        self._nodes += nodes
        if depth > MAXIMUM_DEPTH:
            self._stop(
                "too-deep",
                f"nested too deep (limit {MAXIMUM_DEPTH})",
                place,
                "put fewer lists and mappings inside one another",
            )
        if self._nodes > MAXIMUM_NODES:
            message = f"the recipe has more than {MAXIMUM_NODES:,} values"
            self._stop("too-many-nodes", message, place, "write fewer; aliases count with all that they stand for")

    def count_alias(self, place: Place) -> None:
        """Count an alias; raises StopReading where there are too many."""
        self._aliases += 1
        if self._aliases > MAXIMUM_ALIASES:
            self._stop("too-many-aliases", f"more than {MAXIMUM_ALIASES} aliases", place, "use blocks and vars")

    def start(self, event: Event) -> int:
        """Return the offset of a node itself, behind its anchor and tag."""
        if event.kind == "alias" or (event.anchor is None and not event.tagged):
            return event.start
        found = _PROPERTIES.match(self._text.text, event.start)
        return min(found.end() if found else event.start, max(event.start, event.end))

    def place(self, event: Event) -> Place:
        """Return the place of a node that begins with this event."""
        return self._text.place(self.start(event), event.end)

    def refuse_tag(self, event: Event) -> None:
        """Report a tag, if the node has one."""
        if not event.tagged:
            return
        found = _TAG.match(self._text.text, event.start)
        place = self._text.place(found.start(1), found.end(1)) if found else self.place(event)
        shown = f" ({found[1][:60]})" if found else ""
        way_out = "delete it; a recipe is data and names no Python object or type"
        self.report("tag", f"tags are not allowed in recipes{shown}", place, way_out)

    def refuse_unwritable(self, value: str, place: Place) -> None:
        """Report what an escape in double quotes brought in and no file could hold: NUL, half of a surrogate pair."""
        found = _UNWRITABLE.search(value)
        if found:
            message = f"invalid character U+{ord(found[0]):04X} written as an escape"
            self.report("invalid-character", message, place, "delete the escape, or write the character itself")

    def refuse_missing_colon(self, key: str, key_event: Event, value: Event) -> None:
        """Report `{units}` and `{units:8}`, which YAML takes for a key without a value."""
        between = self._text.text[key_event.end : value.start]
        if value.kind != "scalar" or value.value or value.quoted or ":" in between:
            return
        found = self._tuple_around(key_event.start)
        if found is not None:
            self._report_tuple(found, key_event.start)
            return
        before, colon, after = key.partition(":")
        way_out = f"put a space after the colon: '{before}: {after}'" if colon else f"write '{key}: VALUE'"
        self.report("missing-colon", f"'{key}' has no value: no ': ' follows it", self.place(key_event), way_out)

    def _tuple_around(self, index: int) -> re.Match[str] | None:
        """Find the `(3, 3)` around an offset; its commas have cut it into keys."""
        start = self._text.text.rfind("(", max(index - 60, 0), index)
        found = _TUPLE.match(self._text.text, start) if start >= 0 else None
        return found if found and found.end() > index else None

    def _report_tuple(self, found: re.Match[str], index: int) -> None:
        """Report it at the key behind its first comma, and at no other."""
        if self._text.text.count(",", found.start(), index) == 1:
            message = f"a list is written in square brackets, not as {found[0]}"
            place = self._text.place(found.start(), found.end())
            self.report("round-brackets", message, place, None, label=f"write [{found[1].rstrip(' ,')}]")

    def report_duplicate(self, key: str, place: Place, first: Place) -> None:
        """Report a key that its mapping already has."""
        message = f"key '{key}' given twice (lines {first.line}, {place.line})"
        self.report("duplicate-key", message, place, "keep one of them", Note("first given here", first))

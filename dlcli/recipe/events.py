"""PyYAML's event stream in pure Python, as events of our own; every way in which it can fail becomes one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import yaml

Kind = Literal["scalar", "alias", "sequence", "mapping", "end", "document", "other"]
_KINDS: dict[type[yaml.Event], Kind] = {
    yaml.ScalarEvent: "scalar",
    yaml.AliasEvent: "alias",
    yaml.SequenceStartEvent: "sequence",
    yaml.MappingStartEvent: "mapping",
    yaml.SequenceEndEvent: "end",
    yaml.MappingEndEvent: "end",
    yaml.DocumentStartEvent: "document",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A step through a text; `start` and `end` are offsets, and `start` may be that of an anchor or a tag."""

    kind: Kind
    start: int
    end: int
    value: str = ""
    quoted: bool = False
    in_brackets: bool = False
    anchor: str | None = None
    tagged: bool = False

    @property
    def is_collection(self) -> bool:
        """Whether a list or a mapping begins here."""
        return self.kind in {"sequence", "mapping"}


@dataclass(eq=False)
class Failure(Exception):
    """Where the stream broke off: PyYAML's own words and offsets, and what was open at that time."""

    problem: str
    index: int
    context: str = ""
    context_index: int = 0
    opener: int | None = None
    last_quoted: tuple[int, int] | None = None


class EventStream:
    """The events of a text, one after another; raises Failure where the text is not YAML."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)
        self._openers: list[int | None] = []
        self._last = Event("other", 0, 0)

    def next(self) -> Event:
        """Return the next event; after the last one, events of kind `other`."""
        try:
            found = next(self._events, None)
        except yaml.MarkedYAMLError as error:
            raise self._failure(error) from None
        except (ValueError, OverflowError, IndexError) as error:
            # PyYAML converts escapes and version numbers without looking, and may look beyond the end of the text.
            raise Failure(type(error).__name__, self._last.end) from None
        self._last = self._event(found) if found is not None else Event("other", self._last.end, self._last.end)
        return self._last

    def _event(self, found: yaml.Event) -> Event:
        kind = _KINDS.get(type(found), "other")
        flow = bool(getattr(found, "flow_style", False)) or (bool(self._openers) and self._openers[-1] is not None)
        event = Event(
            kind,
            _offset(found.start_mark),
            _offset(found.end_mark),
            value=getattr(found, "value", ""),
            quoted=getattr(found, "style", None) is not None,
            in_brackets=flow,
            anchor=getattr(found, "anchor", None),
            tagged=kind != "document" and getattr(found, "tag", None) is not None,
        )
        if event.is_collection:
            self._openers.append(event.start if flow else None)
        elif kind == "end":
            self._openers.pop()
        return event

    def _failure(self, error: yaml.MarkedYAMLError) -> Failure:
        index = _offset(error.problem_mark)
        return Failure(
            str(error.problem),
            index,
            str(error.context or ""),
            _offset(error.context_mark) if error.context_mark else index,
            self._openers[-1] if self._openers else None,
            (self._last.start, self._last.end) if self._last.quoted else None,
        )


def _offset(mark: object) -> int:
    return int(getattr(mark, "index", 0))

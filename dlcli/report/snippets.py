"""The line that a diagnostic speaks of, cut to the width of the screen, with a mark below the right cells."""

from __future__ import annotations

from itertools import accumulate

from dlcli.recipe.diagnostics import Place
from dlcli.report.cells import cells, shown_character, wrapped

Line = list[tuple[str, str]]
_CUT = "…"
_LEAST_ROOM = 20


def snippet(place: Place, label: str, *, gutter: int, width: int, style: str) -> list[Line]:
    """Return the lines of a snippet, each as pieces of text with the style of each piece."""
    room = max(width - gutter - 3, _LEAST_ROOM)
    lines = place.source.lines
    text = lines[place.line - 1] if place.line <= len(lines) else ""
    shown, indent, length = _window(text, place.column - 1, place.end_column - 1, room=room)
    bar = (f"{'':{gutter}} |", "blue")
    source: Line = [(f"{place.line:>{gutter}} |", "blue"), (f" {shown}".rstrip(), "")]
    return [[bar], source, *([bar, (f" {each}", style)] for each in _marks(label, indent, length, room=room))]


def _window(text: str, start: int, end: int, *, room: int) -> tuple[str, int, int]:
    """Return the part of a line that is shown, and where in it, in cells, the mark begins and how long it is."""
    start = min(start, len(text))
    # A line may have a million characters: those that can be shown lie near the mark.
    base, stop = max(0, start - 2 * room), min(len(text), start + 2 * room)
    shown = [shown_character(character) for character in text[base:stop]]
    edges = [0, *accumulate(cells(each) for each in shown)]
    mark = edges[start - base]
    mark_end = max(edges[max(min(end, stop), start) - base], mark + 1)
    fits = base == 0 and stop == len(text) and edges[-1] <= room
    first = 0 if fits or (base == 0 and mark_end < room) else _first(edges, mark, mark_end, room=room)
    lead = _CUT if base + first > 0 else ""
    last = max(index for index, edge in enumerate(edges) if len(lead) + edge - edges[first] <= room or index <= first)
    if base + last < len(text):
        while last > first and len(lead) + edges[last] - edges[first] >= room:
            last -= 1
    tail = _CUT if base + last < len(text) else ""
    length = max(1, min(mark_end, edges[last]) - mark)
    return f"{lead}{''.join(shown[first:last])}{tail}", len(lead) + mark - edges[first], length


def _first(edges: list[int], mark: int, mark_end: int, *, room: int) -> int:
    """Return the first character to show: the mark comes to lie in the middle, or a long one shows its begin."""
    before = max((room - (mark_end - mark)) // 2, room // 4)
    left = max(0, min(mark - before, edges[-1] - room + 1))
    return next(index for index, edge in enumerate(edges) if edge >= left)


def _marks(label: str, indent: int, length: int, *, room: int) -> list[str]:
    """Return the mark with its label behind it, or below it where there is no room."""
    mark = " " * indent + "^" * length
    if not label:
        return [mark]
    lines = wrapped(label, room)
    if len(lines) == 1 and cells(mark) + 1 + cells(lines[0]) <= room:
        return [f"{mark} {lines[0]}"]
    shift = max(0, min(indent, room - cells(lines[0]))) if len(lines) == 1 else 0
    return [mark, *(" " * shift + line for line in lines)]

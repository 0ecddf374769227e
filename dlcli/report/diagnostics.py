"""What a mistake looks like on a screen, in a log, and on a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from dlcli.recipe.diagnostics import Diagnostic, Place, grouped
from dlcli.report.cells import printable, wrapped
from dlcli.report.snippets import Line, snippet

_STYLES = {"error": "bold red", "warning": "bold yellow"}


def render(diagnostics: Sequence[Diagnostic], *, width: int = 100, color: bool = False) -> str:
    """Return the report that a person reads: each mistake with its line, its mark and its way out, then their number.

    Args:
        diagnostics: in any order; each is shown once, in the order of the text.
        width: cells of a terminal that no line goes beyond, unless a single word does.
        color: add ANSI colours.
    """
    shown = grouped(diagnostics)
    if not shown:
        return ""
    numbers = [place.line for each in shown for place in (each.place, *(note.place for note in each.notes)) if place]
    gutter = len(str(max(numbers, default=1)))
    blocks = [[*_block(each, gutter=gutter, width=width), []] for each in shown]
    lines: list[Line] = [*chain.from_iterable(blocks), [(_closing(shown), "bold")]]
    return "\n".join(_painted(line) if color else "".join(text for text, _ in line).rstrip() for line in lines) + "\n"


def _block(diagnostic: Diagnostic, *, gutter: int, width: int) -> list[Line]:
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    style = _STYLES[diagnostic.severity]
    first, *more = wrapped(f"{head}: {diagnostic.message}", width, hanging=2)
    lines: list[Line] = [
        [(first[: len(head)], style), (first[len(head) :], "bold")],
        *([(text, "bold")] for text in more),
    ]
    if diagnostic.place is not None:
        lines.append([(" " * gutter, ""), ("--> ", "blue"), (_address(diagnostic.place), "")])
        lines += snippet(diagnostic.place, diagnostic.label, gutter=gutter, width=width, style=style)
    elif diagnostic.label:
        lines += _remark("note", diagnostic.label, gutter=gutter, width=width)
    if diagnostic.help:
        lines += _remark("help", diagnostic.help, gutter=gutter, width=width)
    for note in diagnostic.notes:
        lines += _remark("note", note.text, gutter=gutter, width=width)
        if note.place is not None:
            lines.append([(" " * (gutter + 3), ""), ("--> ", "blue"), (_address(note.place), "")])
    return lines


def _remark(kind: str, text: str, *, gutter: int, width: int) -> list[Line]:
    margin = " " * (gutter + 1)
    head = f"{margin}= {kind}: "
    first, *more = wrapped(f"{head}{text}", width, hanging=len(head))
    return [[(margin, ""), ("= ", "blue"), (first[len(margin) + 2 :], "")], *([(each, "")] for each in more)]


def _address(place: Place) -> str:
    return f"{printable(place.source.name)}:{place.line}:{place.column}"


def _closing(diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(each.severity == "error" for each in diagnostics)
    counts = [_counted(errors, "error"), _counted(len(diagnostics) - errors, "warning")]
    names = list(dict.fromkeys(printable(each.place.source.name) for each in diagnostics if each.place))
    where = f" in {names[0]}" if len(names) == 1 else f" in {', '.join(names[:-1])} and {names[-1]}" if names else ""
    return ", ".join(count for count in counts if count) + where


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def _painted(line: Line) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    return "".join(Style.parse(style).render(text, color_system=ColorSystem.STANDARD) for text, style in line)


def render_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(f"{_command(each)}\n" for each in grouped(diagnostics))


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    name = place.source.name if place else ""
    where = f" file={_property(name)},line={place.line},col={place.column}" if place else ""
    return f"::{diagnostic.severity}{where}::{_data(diagnostic.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

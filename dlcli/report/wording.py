"""How numbers, shapes, times and parts are written for a person."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import TYPE_CHECKING

from dlcli.parts.part import Part
from dlcli.report.cells import cells, printable

if TYPE_CHECKING:
    from dlcli.parts.facts import Feature, Shape

CUT = "…"
_ROW_ONLY = frozenset({"name", "source"})


def figure(value: float) -> str:
    """A measured number with four significant digits: `0.6413`, `12.34`, `1.5e-05`."""
    if not isfinite(value):
        return str(value)
    size = abs(value)
    if size == 0:
        return "0.0000"
    if not 1e-3 <= size < 1e6:
        return f"{value:.3e}"
    digits = 3 - floor(log10(size))
    return f"{value:.{min(max(digits, 0), 6)}f}"


def count(number: int | None) -> str:
    """A whole number with its thousands apart; `?` where it is unknown."""
    return "?" if number is None else f"{number:,}"


def counted(number: int | None, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 layer`, `44,426 parameters`."""
    return f"{count(number)} {noun if number == 1 else plural or f'{noun}s'}"


def memory(number: int | None) -> str:
    """Bytes in the unit that fits."""
    if number is None:
        return "?"
    size, unit = float(number), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{number} bytes" if unit == "bytes" else f"{size:.3g} {unit}"


def amount(number: int | None) -> str:
    """A large number in the unit that fits: `720`, `1.81 G`."""
    if number is None:
        return "?"
    size, unit = float(number), ""
    for larger in (" K", " M", " G"):
        if size < 999.5:
            break
        size, unit = size / 1000, larger
    return f"{size:.3g}{unit}"


def duration(seconds: float) -> str:
    """A stretch of time: `12 ms`, `0.4 s`, `12 s`, `1 min 05 s`, `2 h 03 min`."""
    if seconds < 0.0995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def shape(sizes: Shape) -> str:
    """A shape without the batch: `28×28×1`, with `?` for what is unknown."""
    if sizes is None:
        return "?"
    return "×".join("?" if size is None else str(size) for size in sizes) or "one number"


def feature(name: str, given: Feature) -> str:
    """A feature with its shape and range: `image: 28×28×1, values 0 to 255`, `table: 4 numbers`."""
    flat = given.shape is not None and len(given.shape) == 1
    kind = "text" if given.text else shape(given.shape) + (" numbers" if flat else "")
    if given.beside:
        numbers = counted(len(given.columns), "number", "numbers")
        return f"{printable(name)}: {numbers}, and what is made of {names(given.beside, 60)}"
    spread = f", values {given.value_range[0]:g} to {given.value_range[1]:g}" if given.value_range else ""
    return f"{printable(name)}: {kind}{spread}"


def arguments(part: Part, *, always: tuple[str, ...] = ()) -> str:
    """The arguments of a part that are not their defaults: `filters 6, kernel_size 5, activation tanh`."""
    given = {name: getattr(part, name) for name in type(part).model_fields if name not in _ROW_ONLY}
    shown = {name: value for name, value in given.items() if name in always or not _is_default(part, name)}
    return ", ".join(f"{name} {_value(value)}" for name, value in shown.items() if value is not None)


def _is_default(part: Part, name: str) -> bool:
    """Whether a field has its default, written out (as in resolved.yaml) or not."""
    value, default = getattr(part, name), type(part).model_fields[name].get_default(call_default_factory=True)
    if isinstance(value, Part) and isinstance(default, str):
        return value.word == default and not arguments(value)
    return bool(value == default)


def phrase(part: Part, *, always: tuple[str, ...] = ()) -> str:
    """A part with its arguments: `adam, learning_rate 0.001`."""
    return ", ".join(filter(None, (part.word, arguments(part, always=always))))


def names(given: tuple[str, ...] | list[str], room: int) -> str:
    """Names in a line of at most `room` cells, as many as fit."""
    # Every name takes a cell at least: there may be a million that are never looked at.
    shown = [cut(name, room) for name in given[: max(room, 1)]]
    for kept in range(len(shown), 0, -1):
        more = [CUT] if kept < len(given) else []
        text = ", ".join([*shown[:kept], *more])
        if cells(text) <= room:
            return text
    return cut(", ".join(shown), room)


def cut(text: str, room: int) -> str:
    """A text in at most `room` cells."""
    # A name may have a million characters; nothing beyond the room is looked at.
    shown = printable(text[: 4 * room])
    if len(text) <= 4 * room and cells(shown) <= room:
        return shown
    text = shown
    while text and cells(text) > room - 1:
        text = text[:-1]
    return f"{text.rstrip()}{CUT}"


def _value(value: object) -> str:
    if isinstance(value, Part):
        inner = arguments(value)
        return f"{value.word} ({inner})" if inner else value.word
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return _list(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{printable(str(key))}: {_value(each)}' for key, each in value.items())}}}"
    return printable(str(value))


def _list(values: list[object] | tuple[object, ...]) -> str:
    if any(isinstance(each, Part) for each in values):
        return counted(len(values), "row")
    return f"[{', '.join('?' if each is None else _value(each) for each in values)}]"

"""Targets of which an example has any number of classes at once: `beach;sea` stands for two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Label
from dlcli.parts.part import problem
from dlcli.parts.sources._classes import raise_at
from dlcli.parts.sources._csv_cells import Words

if TYPE_CHECKING:
    import numpy as np

    from dlcli.parts.sources._classes import Classified

_OF_ONE_CLASS = ("positive", "limit_per_class")


def checked_separator(separator: str | None) -> str | None:
    """Refuses one that stands between nothing."""
    if separator is not None and not separator.strip():
        raise problem("wrong-value", "", expected="a sign that is no blank, such as |", value=separator)
    return separator


def refuse_fields_of_one_class(source: Classified) -> None:
    """Refuses fields that speak of the one class that an example has.

    Raises:
        ValidationError: at each such field.
    """
    message = "with `separator` an example has any number of classes, `{}` speaks of its only one"
    raise_at(
        (name, problem("several-targets", message.format(name), help="leave it out"))
        for name in _OF_ONE_CLASS
        if getattr(source, name) is not None
    )


def classes_in(cell: str, separator: str) -> tuple[str, ...]:
    """The classes that stand in a cell, in their order; none where it is empty."""
    return tuple(name for each in cell.split(separator) if (name := each.strip()))


def all_classes(cells: Iterable[str], separator: str) -> set[str]:
    """The classes that stand in any of these."""
    return {name for cell in cells for name in classes_in(cell, separator)}


def label_of(names: Sequence[str] | None) -> Label:
    """The facts of such a label, as far as its classes are known."""
    if names is None:
        return Label("multi_label", shape=(None,))
    return Label("multi_label", len(names), tuple(names), (len(names),))


def yes_or_no(words: Words, separator: str, names: Sequence[str]) -> np.ndarray:
    """1 for each class that an example has, 0 for the others: of shape (rows, classes)."""
    import numpy as np

    places = {name: at for at, name in enumerate(names)}
    cells = np.zeros((len(words.names), len(names)), np.uint8)
    for row, cell in enumerate(words.names):
        cells[row, [places[name] for name in classes_in(cell, separator) if name in places]] = 1
    found: np.ndarray = cells[np.asarray(words.codes)]
    return found


def joined(values: Sequence[Any], separator: str, name: str, where: str) -> str:
    """A list of classes as a cell has it.

    Raises:
        DataError: one is no text or whole number, or has the separator in it.
    """
    for each in values:
        if isinstance(each, bool) or not isinstance(each, str | int):
            message = f"'{name}' has a list in which one is no class"
            raise DataError(message, where=where, help='write a list of texts: ["beach", "sea"]')
        if separator in str(each):
            message = f"'{name}' has a class with {separator!r} in it, which is the separator"
            raise DataError(message, where=where, help="write another data.source.separator")
    return separator.join(map(str, values))

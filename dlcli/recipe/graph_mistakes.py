"""What a person is told of names that lead nowhere and of rows that take too many inputs or too few."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dlcli.parts.layers._layer import Layer
from dlcli.recipe.diagnostics import suggestion

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class GraphMistake:
    """A name that leads nowhere, or a row that takes the wrong number of inputs."""

    code: str
    message: str
    where: Where
    label: str = ""
    help: str | None = None
    notes: tuple[tuple[str, Where], ...] = ()


def duplicate_name(name: str, where: Where, first: Where) -> GraphMistake:
    """Two rows of one list have a name in common."""
    notes = (("the first stands here", first),)
    return GraphMistake("duplicate-name", f"two rows are called {name!r}", where, "", "rename one of them", notes)


def name_of_feature(name: str, where: Where) -> GraphMistake:
    """A row has the name of a feature that the network takes."""
    message = f"a row is called {name!r}, like the feature that the network takes"
    return GraphMistake("duplicate-name", message, where, "rename it")


def wrong_count(row: Layer, where: Where, count: int) -> GraphMistake | None:
    """A row is given more inputs than it takes, or fewer; None where their number is right."""
    if row.most_inputs is None and count < 2:
        message = f"{row.word} joins several inputs, it is given one"
        return GraphMistake("too-few-inputs", message, (*where, "type"), help="from: [NAME, previous]")
    if row.most_inputs is not None and count > row.most_inputs:
        message = f"{row.word} takes {row.most_inputs} input{'s' * (row.most_inputs > 1)}, it is given {count}"
        names = ", ".join(row.source) if isinstance(row.source, list) else row.source
        help_text = f"join them first: {{type: concatenate, from: [{names}]}}"
        return GraphMistake("too-many-inputs", message, (*where, "from"), help=help_text)
    return None


def missing_from(where: Where, features: Collection[str]) -> GraphMistake:
    """The data has several features, and the first row takes none by name."""
    message, help_text = "the first row has to say which feature it takes", f"features: {', '.join(features)}"
    return GraphMistake("missing-from", message, where, "add from: …", help_text)


def unknown_input(
    name: str, where: Where, known: Collection[str], *, below: Collection[str], inside: Collection[str]
) -> GraphMistake:
    """A name that no row above has; it may stand further down, or inside a block."""
    near = suggestion(name, known)
    label = f"did you mean {near!r}?" if near else ""
    if name in below:
        label = "that row stands further down: a row takes what is above it"
    elif name in inside:
        label = "that row stands inside a block or branch: its name is not seen outside"
    help_text = f"names that can be taken here: {', '.join(known)}"
    return GraphMistake("unknown-input", f"no row above is called {name!r}", where, label, help_text)

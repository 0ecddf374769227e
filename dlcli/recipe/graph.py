"""Rows, combinators and names as one flat graph: each layer with its path and what it takes."""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass, field

from dlcli.parts import shelf
from dlcli.parts.layers._combinator import Combinator
from dlcli.parts.layers._layer import Layer
from dlcli.recipe.diagnostics import suggestion

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Input:
    """A feature of the data that enters the network."""

    feature: str


@dataclass(frozen=True, slots=True)
class Step:
    """One layer of the graph."""

    path: str
    """Its names joined by dots: `backbone.conv2d_2`."""
    layer: Layer
    inputs: tuple[int, ...]
    """The numbers of the nodes that it takes."""
    where: Where
    """Its place in the recipe: `("layers", 3)`."""


@dataclass(frozen=True, slots=True)
class GraphMistake:
    """A name that leads nowhere, or a row that takes the wrong number of inputs."""

    code: str
    message: str
    where: Where
    label: str = ""
    help: str | None = None


@dataclass
class Graph:
    """The nodes in the order in which they are computed; the last row's is the output."""

    nodes: list[Input | Step] = field(default_factory=list)
    output: int | None = None
    named: dict[str, int] = field(default_factory=dict)
    """The nodes of the rows of the outermost list, by name."""
    mistakes: list[GraphMistake] = field(default_factory=list)

    def steps(self) -> list[tuple[int, Step]]:
        """The layers with their numbers."""
        return [(number, node) for number, node in enumerate(self.nodes) if isinstance(node, Step)]

    def features(self) -> list[str]:
        """The features that enter, in the order in which they are first taken."""
        return [node.feature for node in self.nodes if isinstance(node, Input)]


def graph_of(rows: Many[Layer], where: Where, features: Many[str], only: str | None) -> Graph:
    """The graph of a list of rows; `only` is the feature that a first row takes when it does not say which."""
    walker = _Walker(tuple(features), only)
    walker.graph.output = walker.walk(rows, where, prefix="", entry=None, scope={})
    return walker.graph


class _Walker:
    def __init__(self, features: tuple[str, ...], only: str | None) -> None:
        self.graph = Graph()
        self._features, self._only = features, only

    def walk(
        self, rows: Many[Layer], where: Where, *, prefix: str, entry: int | None, scope: dict[str, int]
    ) -> int | None:
        """Adds a list of rows; gives the number of its last row's node."""
        visible, previous = dict(scope), entry
        taken: dict[str, int] = {row.name: 0 for row in rows if row.name}
        for index, row in enumerate(rows):
            place = (*where, index)
            inputs = self._inputs(row, place, previous, entry, visible)
            name = row.name or _numbered(row.label() if isinstance(row, Combinator) else row.word, taken)
            previous = self._row(row, place, prefix + name, inputs, visible)
            if row.name:
                if row.name in visible and row.name not in scope:
                    self._tell(
                        "duplicate-name",
                        f"two rows are called {row.name!r}",
                        (*place, "name"),
                        help="rename one of them",
                    )
                if previous is not None:
                    visible[row.name] = previous
        if not prefix:
            self.graph.named = visible
        return previous

    def _row(self, row: Layer, place: Where, path: str, inputs: tuple[int, ...], scope: dict[str, int]) -> int | None:
        if not isinstance(row, Combinator):
            return self._add(Step(path, row, inputs, place)) if inputs else None
        entry = inputs[0] if inputs else None
        outputs: list[int] = []
        merge = row.merge_word()
        for keys, rows in row.lists():
            prefix = path + "." + ("".join(f"{key}." for key in keys) if merge else "")
            end = self.walk(rows, (*place, *keys), prefix=prefix, entry=entry, scope=scope)
            outputs.extend([end] if end is not None else [])
        if merge is None:
            return outputs[-1] if outputs else None
        if len(outputs) < 2:
            return None
        return self._add(Step(f"{path}.{merge}", shelf.part("layers", merge)(), tuple(outputs), place))  # type: ignore[arg-type]

    def _inputs(
        self, row: Layer, place: Where, previous: int | None, entry: int | None, visible: dict[str, int]
    ) -> tuple[int, ...]:
        if row.source is None:
            if previous is None:
                previous = self._first(place)
            found = [previous]
        else:
            names = row.source if isinstance(row.source, list) else [row.source]
            found = [
                self._named(
                    name,
                    (*place, "from", index) if isinstance(row.source, list) else (*place, "from"),
                    previous,
                    entry,
                    visible,
                )
                for index, name in enumerate(names)
            ]
        inputs = tuple(each for each in found if each is not None)
        if len(inputs) == len(found) and not isinstance(row, Combinator):
            self._check_count(row, place, len(inputs))
        return inputs if len(inputs) == len(found) else ()

    def _check_count(self, row: Layer, place: Where, count: int) -> None:
        if row.most_inputs is None and count < 2:
            message, help_text = f"{row.word} joins several inputs, it is given one", "from: [NAME, previous]"
            self._tell("too-few-inputs", message, place, help=help_text)
        if row.most_inputs is not None and count > row.most_inputs:
            message = f"{row.word} takes {row.most_inputs} input{'s' * (row.most_inputs > 1)}, it is given {count}"
            self._tell(
                "too-many-inputs", message, (*place, "from"), help="join them first: {type: concatenate, from: […]}"
            )

    def _first(self, place: Where) -> int | None:
        if self._only is None:
            if self._features:
                listed = ", ".join(self._features)
                message = "the first row has to say which feature it takes"
                self._tell("missing-from", message, place, label="add from: …", help=f"features: {listed}")
            return None
        return self._input(self._only)

    def _named(
        self, name: str, where: Where, previous: int | None, entry: int | None, visible: dict[str, int]
    ) -> int | None:
        special = {"previous": previous, "input": entry}
        if name in special and special[name] is not None:
            return special[name]
        if name in visible:
            return visible[name]
        if name in self._features:
            return self._input(name)
        if name in special:
            return self._first(where)
        near = suggestion(name, [*visible, *self._features, *special])
        above = ", ".join([*visible, *self._features]) or "none"
        label = f"did you mean {near!r}?" if near else ""
        self._tell(
            "unknown-input",
            f"no row above is called {name!r}",
            where,
            label=label,
            help=f"names that can be taken here: {above}",
        )
        return None

    def _input(self, feature: str) -> int:
        for number, node in enumerate(self.graph.nodes):
            if isinstance(node, Input) and node.feature == feature:
                return number
        return self._add(Input(feature))

    def _add(self, node: Input | Step) -> int:
        self.graph.nodes.append(node)
        return len(self.graph.nodes) - 1

    def _tell(self, code: str, message: str, where: Where, *, label: str = "", help: str | None = None) -> None:
        self.graph.mistakes.append(GraphMistake(code, message, where, label, help))


def _numbered(word: str, taken: dict[str, int]) -> str:
    """The word, from the second on with its number, past names that were given."""
    while True:
        taken[word] = taken.get(word, 0) + 1
        name = word if taken[word] == 1 else f"{word}_{taken[word]}"
        if taken[word] == 1 or name not in taken:
            return name

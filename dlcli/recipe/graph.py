"""Rows, combinators and names as one flat graph: each layer with its path and what it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Table
from collections.abc import Sequence as Many
from dataclasses import dataclass, field

from dlcli.parts import shelf
from dlcli.parts.layers._combinator import Combinator
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._state import State
from dlcli.recipe import graph_mistakes
from dlcli.recipe.graph_mistakes import GraphMistake

Where = tuple[str | int, ...]

_LOST = -1
"""Stands for the output of a row whose input could not be found: what takes it is lost too, without a further word."""


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


@dataclass
class Graph:
    """The nodes in the order in which they are computed; the last row's is the output."""

    nodes: list[Input | Step] = field(default_factory=list)
    output: int | None = None
    named: dict[str, int] = field(default_factory=dict)
    """The nodes of the rows of the outermost list, by name."""
    mistakes: list[GraphMistake] = field(default_factory=list)

    def entering(self) -> list[int]:
        """The numbers of the inputs."""
        return [number for number, node in enumerate(self.nodes) if isinstance(node, Input)]

    def steps(self) -> list[tuple[int, Step]]:
        """The layers with their numbers."""
        return [(number, node) for number, node in enumerate(self.nodes) if isinstance(node, Step)]

    def features(self) -> list[str]:
        """The features that enter, in the order in which they are first taken."""
        return [node.feature for node in self.nodes if isinstance(node, Input)]


def graph_of(rows: Many[Layer], where: Where, features: Many[str], only: str | None, states: Many[str] = ()) -> Graph:
    """The graph of a list of rows; `only` is the feature that a first row takes when it does not say which.

    `states` are the rows whose states other networks take, as `NAME.state`.
    """
    walker = _Walker(tuple(features), only)
    output = walker.walk(rows, where, prefix="", entry=None, scope={})
    walker.add_states(states)
    walker.graph.output = None if output == _LOST else output
    return walker.graph


def references_of(row: Layer) -> list[str]:
    """The names that a row takes, those of the rows within it too."""
    own = row.source if isinstance(row.source, list) else [row.source]
    found = [name for name in (*own, getattr(row, "initial_state", None)) if name]
    inner = [each for _, rows in row.lists() for each in rows] if isinstance(row, Combinator) else []
    return found + [name for each in inner for name in references_of(each)]


@dataclass
class _Around:
    """What a row can take: the row before it, what its list was given, the names that it sees."""

    previous: int | None
    entry: int | None
    visible: dict[str, int]
    siblings: frozenset[str]
    """The names of all rows of its list, those below it too."""


class _Walker:
    def __init__(self, features: tuple[str, ...], only: str | None) -> None:
        self.graph = Graph()
        self._features, self._only = features, only
        self._inner: set[str] = set()
        """Names within blocks and branches that have been left."""

    def walk(
        self, rows: Many[Layer], where: Where, *, prefix: str, entry: int | None, scope: dict[str, int]
    ) -> int | None:
        """Adds a list of rows; gives the number of its last row's node."""
        siblings = frozenset(row.name for row in rows if row.name)
        around = _Around(entry, entry, dict(scope), siblings)
        # Keras wants the names of layers and of features apart; within a block or branch a dot keeps them so.
        names = _Names(siblings if prefix else siblings.union(self._features))
        first: dict[str, Where] = {}
        for index, row in enumerate(rows):
            place = (*where, index)
            inputs = self._inputs(row, place, around)
            name = row.name or names.numbered(row.label() if isinstance(row, Combinator) else row.word)
            around.previous = self._row(row, place, prefix + name, inputs, around.visible)
            if row.name:
                if row.name in first:
                    self._tell(graph_mistakes.duplicate_name(row.name, (*place, "name"), first[row.name]))
                first.setdefault(row.name, (*place, "name"))
                if around.previous is not None:
                    around.visible[row.name] = around.previous
        if prefix:
            self._inner.update(first)
        else:
            self.graph.named = {name: number for name, number in around.visible.items() if number != _LOST}
            for feature in first.keys() & set(self.graph.features()):
                self._tell(graph_mistakes.name_of_feature(feature, first[feature]))
        return around.previous

    def _row(self, row: Layer, place: Where, path: str, inputs: tuple[int, ...], scope: dict[str, int]) -> int | None:
        if not isinstance(row, Combinator):
            return self._add(Step(path, row, inputs, place)) if inputs else _LOST
        entry = inputs[0] if inputs else _LOST
        outputs: list[int] = []
        merge = row.merge_word()
        for keys, rows in row.lists():
            prefix = path + "." + ("".join(f"{key}." for key in keys) if merge else "")
            end = self.walk(rows, (*place, *keys), prefix=prefix, entry=entry, scope=scope)
            outputs.extend([end] if end is not None else [])
        if merge is None:
            return outputs[-1] if outputs else _LOST
        if len(outputs) < 2 or _LOST in outputs:
            return _LOST
        return self._add(Step(f"{path}.{merge}", shelf.part("layers", merge)(), tuple(outputs), place))  # type: ignore[arg-type]

    def _inputs(self, row: Layer, place: Where, around: _Around) -> tuple[int, ...]:
        """The numbers of what a row takes; none where that is not known or does not fit."""
        if row.source is None:
            found = [self._first(place) if around.previous is None else around.previous]
        elif isinstance(row.source, list):
            found = [self._named(name, (*place, "from", at), around) for at, name in enumerate(row.source)]
        else:
            found = [self._named(row.source, (*place, "from"), around)]
        inputs = tuple(each for each in found if each is not None and each != _LOST)
        wrong = None if isinstance(row, Combinator) else graph_mistakes.wrong_count(row, place, len(found))
        if wrong is not None:
            self._tell(wrong)
        state = getattr(row, "initial_state", None)
        if state is not None:
            found.append(self._named(state, (*place, "initial_state"), around))
            inputs = tuple(each for each in found if each is not None and each != _LOST)
        return inputs if wrong is None and len(inputs) == len(found) else ()

    def _first(self, place: Where) -> int | None:
        if self._only is None:
            if self._features:
                self._tell(graph_mistakes.missing_from(place, self._features))
            return None
        return self._input(self._only)

    def _named(self, name: str, where: Where, around: _Around) -> int | None:
        special = {"previous": around.previous, "input": around.entry}
        if name in special and special[name] is not None:
            return special[name]
        if name in around.visible:
            return around.visible[name]
        if name in self._features:
            return self._input(name)
        of_state = self._state(name.removesuffix(".state"), around.visible) if name.endswith(".state") else None
        if of_state is not None:
            return of_state
        if name in special:
            return self._first(where)
        known = [*around.visible, *self._features, *special]
        self._tell(graph_mistakes.unknown_input(name, where, known, below=around.siblings, inside=self._inner))
        return None

    def _state(self, row: str, visible: Table[str, int]) -> int | None:
        """The node of a recurrent row's state; None where it is no such row."""
        number = visible.get(row)
        node = None if number is None or number == _LOST else self.graph.nodes[number]
        pieces = getattr(node.layer, "states", None) if isinstance(node, Step) else None
        if pieces is None or number is None:
            return number if number == _LOST else None
        assert isinstance(node, Step)
        for known, each in enumerate(self.graph.nodes):
            if isinstance(each, Step) and isinstance(each.layer, State) and each.inputs == (number,):
                return known
        return self._add(Step(f"{node.path}__state", State(pieces=pieces), (number,), node.where))

    def add_states(self, rows: Many[str]) -> None:
        """Adds the states of rows of the outermost list, under the names by which others take them."""
        for row in rows:
            number = self._state(row, dict(self.graph.named))
            if number is not None and number != _LOST:
                self.graph.named[f"{row}.state"] = number

    def _input(self, feature: str) -> int:
        for number, node in enumerate(self.graph.nodes):
            if isinstance(node, Input) and node.feature == feature:
                return number
        return self._add(Input(feature))

    def _add(self, node: Input | Step) -> int:
        self.graph.nodes.append(node)
        return len(self.graph.nodes) - 1

    def _tell(self, mistake: GraphMistake) -> None:
        self.graph.mistakes.append(mistake)


class _Names:
    """The names of one list's rows; those that were given are never given again."""

    def __init__(self, given: frozenset[str]) -> None:
        self._taken = set(given)
        self._counts = Counter[str]()

    def numbered(self, word: str) -> str:
        """The word, from the second on with its number, past names that are taken."""
        while True:
            self._counts[word] += 1
            name = word if self._counts[word] == 1 else f"{word}_{self._counts[word]}"
            if name not in self._taken:
                self._taken.add(name)
                return name

"""Blocks: `use`, `with` and `repeat` become plain rows, every value keeping its place."""

from __future__ import annotations

from dlcli.recipe.budget import Budget
from dlcli.recipe.diagnostics import Diagnostic, Note, suggestion
from dlcli.recipe.holes import fill, hole_of
from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar, Sequence, shown

USE_KEYS = ("use", "with", "repeat", "name", "from")
DEEPEST = 32
MOST_ROWS = 20_000
_OUT_OF_THE_CYCLE = "take one of the uses out; the same rows several times are repeat: N"


class Blocks:
    """The blocks of one recipe, and how rows that use them are written out."""

    def __init__(self, node: Node | None, mistakes: list[Diagnostic]) -> None:
        self._mistakes = mistakes
        self._budget = Budget(mistakes)
        self._rows = self._depth = 0
        self._blocks: dict[str, Entry] = node.entries if isinstance(node, Mapping) else {}
        if node is not None and not isinstance(node, Mapping):
            self._tell(
                "wrong-type", "blocks takes a mapping from names to blocks", node, help="blocks: {name: {layers: […]}}"
            )

    def expand(self, node: Node, within: tuple[str, ...] = ()) -> Node:
        """A copy in which no row says `use`."""
        self._depth += 1
        self._budget.limit_depth(self._depth - isinstance(node, Scalar), node.place)
        found = self._expanded(node, within)
        self._depth -= 1
        return found

    def _expanded(self, node: Node, within: tuple[str, ...]) -> Node:
        if isinstance(node, Mapping):
            return Mapping(
                {key: Entry(each.key_place, self.expand(each.node, within)) for key, each in node.entries.items()},
                node.place,
            )
        if not isinstance(node, Sequence):
            return node
        rows: list[Node] = []
        for item in node.items:
            used = isinstance(item, Mapping) and "use" in item.entries
            rows.extend(
                self._copies(item, within) if used and isinstance(item, Mapping) else [self.expand(item, within)]
            )
        return Sequence(rows, node.place)

    def _copies(self, row: Mapping, within: tuple[str, ...]) -> list[Node]:
        name, block = self._block(row, within)
        place = row.entries["use"].node.place
        if block is not None:
            self._budget.spend(block, place)
        self._refuse_other_keys(row, block)
        count = self._repeat(row)
        if block is None or count is None:
            return []
        layers = self._filled(name, block, row)
        if layers is None:
            return []
        copies: list[Node] = []
        for index in range(count):
            self._rows += 1
            if self._rows > MOST_ROWS:
                if self._rows == MOST_ROWS + 1:
                    message = f"blocks write out more than {MOST_ROWS:,} rows"
                    self._tell("too-many-rows", message, row, help="repeat fewer times")
                return []
            self._depth += 1
            rows = self.expand(self._budget.copied(layers, place), (*within, name))
            self._depth -= 1
            copies.append(_group(row, name, rows, first=index == 0, last=index == count - 1))
        return copies

    def _refuse_other_keys(self, row: Mapping, block: Mapping | None) -> None:
        holes = _holes(block.entries["layers"].node) if block is not None else {}
        for key, entry in row.entries.items():
            if key in USE_KEYS:
                continue
            near = suggestion(key, USE_KEYS)
            label = f"did you mean {near!r}?" if near else ""
            if key in holes:
                label = f"write with: {{{key}: …}}"
            help_text = f"its keys: {', '.join(USE_KEYS)}; arguments of the block go into `with`"
            message = f"a row with `use` has no key {key!r}"
            self._mistakes.append(Diagnostic("unknown-key", message, entry.key_place, label, help_text))

    def _block(self, row: Mapping, within: tuple[str, ...]) -> tuple[str, Mapping | None]:
        node = row.entries["use"].node
        name = node.value if isinstance(node, Scalar) else None
        if not isinstance(name, str) or name not in self._blocks:
            near = suggestion(str(name), self._blocks)
            label = f"did you mean {near!r}?" if near else ""
            known = ", ".join(self._blocks) or "none"
            self._tell("unknown-block", f"there is no block {name!r}", node, label=label, help=f"blocks: {known}")
            return str(name), None
        if name in within or len(within) >= DEEPEST:
            chain = " → ".join([*within, name])
            self._tell("block-cycle", f"the block {name!r} uses itself: {chain}", node, help=_OUT_OF_THE_CYCLE)
            return name, None
        block = self._blocks[name].node
        if isinstance(block, Mapping) and isinstance(getattr(block.entries.get("layers"), "node", None), Sequence):
            for key, entry in block.entries.items():
                if key not in ("layers", "defaults"):
                    message = f"a block has no key {key!r}"
                    self._mistakes.append(
                        Diagnostic("unknown-key", message, entry.key_place, help="its keys: layers, defaults")
                    )
            return name, block
        self._tell(
            "wrong-type", f"the block {name!r} needs a list of layers", block, help=f"{name}: {{layers: [relu]}}"
        )
        return name, None

    def _repeat(self, row: Mapping) -> int | None:
        entry = row.entries.get("repeat")
        if entry is None:
            return 1
        value = entry.node.value if isinstance(entry.node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_ROWS:
            return value
        message = f"repeat must be a whole number, 0 or more, got {shown(entry.node)}"
        self._tell("wrong-value", message, entry.node, help="repeat: 3")
        return None

    def _filled(self, name: str, block: Mapping, row: Mapping) -> Node | None:
        """The block's rows with each hole filled by `with` or `defaults`."""
        layers = block.entries["layers"].node
        holes = _holes(layers)
        given, defaults = _table(row.entries.get("with")), _table(block.entries.get("defaults"))
        unknown = [key for key in given if key not in {*holes, *defaults}]
        meant = {self._unknown_argument(name, key, given[key], holes) for key in unknown}
        missing = [hole for hole in holes if hole not in given and hole not in defaults]
        for hole in missing:
            # What is missing because it is misspelt, or because it stands beside `with`, has been told.
            if hole in meant or hole in row.entries:
                continue
            notes = (Note("the hole stands here", holes[hole].place),)
            message, place = f"the block {name!r} needs {hole!r}", row.entries["use"].node.place
            self._mistakes.append(
                Diagnostic("missing-argument", message, place, f"add with: {{{hole}: …}}", notes=notes)
            )
        if missing:
            return None
        values = {**defaults, **given}
        return fill(
            layers, lambda node, hole: self._budget.copied(values[hole].node, node.place) if hole in values else None
        )

    def _unknown_argument(self, block: str, key: str, entry: Entry, holes: dict[str, Scalar]) -> str | None:
        """Reports an argument that no hole takes; gives the hole that was probably meant."""
        near = suggestion(key, holes)
        label = f"did you mean {near!r}?" if near else ""
        notes = (Note("the hole stands here", holes[near].place),) if near else ()
        message, help_text = f"the block {block!r} has no hole {key!r}", f"its holes: {', '.join(holes) or 'none'}"
        self._mistakes.append(Diagnostic("unknown-argument", message, entry.key_place, label, help_text, notes))
        return near

    def _tell(self, code: str, message: str, node: Node, *, label: str = "", help: str | None = None) -> None:
        self._mistakes.append(Diagnostic(code, message, node.place, label, help))


def _table(entry: Entry | None) -> dict[str, Entry]:
    return entry.node.entries if entry is not None and isinstance(entry.node, Mapping) else {}


def _holes(node: Node) -> dict[str, Scalar]:
    """The names of a block's holes, each with the first place where it stands."""
    if isinstance(node, Mapping):
        nodes = [entry.node for entry in node.entries.values()]
    elif isinstance(node, Sequence):
        nodes = node.items
    else:
        name = hole_of(node)
        return {name: node} if name is not None and not name.startswith(("data.", "env:")) else {}
    found: dict[str, Scalar] = {}
    for each in nodes:
        found |= {name: hole for name, hole in _holes(each).items() if name not in found}
    return found


def _group(row: Mapping, name: str, rows: Node, *, first: bool, last: bool) -> Mapping:
    """One copy of a block, as the row `{type: sequential, block: NAME, layers: […]}`."""
    place = row.entries["use"].node.place
    entries = {
        "type": Entry(place, Scalar("sequential", place, quoted=False)),
        "block": Entry(place, Scalar(name, place, quoted=False)),
        "layers": Entry(place, rows),
    }
    for key, wanted in (("name", last), ("from", first)):
        if wanted and key in row.entries:
            entries[key] = row.entries[key]
    return Mapping(entries, row.place)

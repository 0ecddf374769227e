"""Holes: `"${name}"` stands for a variable, a block's argument or a fact of the data."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Table

from dlcli.recipe.budget import Budget
from dlcli.recipe.diagnostics import Diagnostic, suggestion
from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar, Sequence

HOLE = re.compile(r"\$\{([^{}]*)\}")
Fill = Callable[[Scalar, str], Node | None]
"""Gives for a hole and its name a tree of its own."""


def hole_of(node: Node) -> str | None:
    """The name in a value that is one hole and nothing else."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        match = HOLE.fullmatch(node.value)
        return match.group(1).strip() if match else None
    return None


def fill(node: Node, filler: Fill) -> Node:
    """A copy in which each hole is what `filler` gives for it; None leaves the hole."""
    if isinstance(node, Mapping):
        return Mapping(
            {key: Entry(entry.key_place, fill(entry.node, filler)) for key, entry in node.entries.items()}, node.place
        )
    if isinstance(node, Sequence):
        return Sequence([fill(item, filler) for item in node.items], node.place)
    name = hole_of(node)
    filled = filler(node, name) if name is not None else None
    return node if filled is None else filled


def apply_vars(tree: Mapping, mistakes: list[Diagnostic]) -> None:
    """Fills in the variables everywhere but inside the `layers` of blocks, and takes `vars` out of the tree."""
    entry = tree.entries.pop("vars", None)
    if entry is not None and not isinstance(entry.node, Mapping):
        mistakes.append(
            Diagnostic(
                "wrong-type", "vars takes a mapping from names to values", entry.node.place, help="vars: {width: 64}"
            )
        )
        return
    table = entry.node.entries if entry is not None and isinstance(entry.node, Mapping) else {}
    values = {name: each.node for name, each in table.items()}
    filler = _Variables(values, mistakes)
    for key, each in tree.entries.items():
        each.node = _fill_blocks(each.node, filler) if key == "blocks" else fill(each.node, filler)


def _fill_blocks(blocks: Node, filler: Fill) -> Node:
    if not isinstance(blocks, Mapping):
        return blocks
    return Mapping(
        {name: Entry(entry.key_place, _fill_block(entry.node, filler)) for name, entry in blocks.entries.items()},
        blocks.place,
    )


def _fill_block(block: Node, filler: Fill) -> Node:
    if not isinstance(block, Mapping):
        return block
    filled = {
        key: Entry(entry.key_place, entry.node if key == "layers" else fill(entry.node, filler))
        for key, entry in block.entries.items()
    }
    return Mapping(filled, block.place)


class _Variables:
    """Gives a hole its variable's value; facts of the data and the environment are left for later."""

    def __init__(self, values: Table[str, Node], mistakes: list[Diagnostic]) -> None:
        self._values, self._mistakes, self._open = values, mistakes, list[str]()
        self._budget = Budget(mistakes)

    def __call__(self, node: Scalar, name: str) -> Node | None:
        if name.startswith(("data.", "env:")):
            return None
        if name not in self._values:
            self._mistakes.append(unknown_hole(node, name, self._values, where="vars"))
            return None
        if name in self._open:
            chain = " → ".join([*self._open, name])
            message = f"the variable {name!r} stands for itself: {chain}"
            self._mistakes.append(Diagnostic("vars-cycle", message, node.place, help="give one of them a value"))
            return None
        self._open.append(name)
        self._budget.limit_depth(len(self._open), node.place)
        filled = fill(self._values[name], self)
        self._open.pop()
        return self._budget.copied(filled, node.place)


def unknown_hole(node: Scalar, name: str, known: Table[str, object], *, where: str) -> Diagnostic:
    """The report of a hole that nothing fills."""
    near = suggestion(name, [*known, "data.classes", "data.features"])
    label = f"did you mean '${{{near}}}'?" if near else ""
    listed = ", ".join(known) or "none"
    return Diagnostic(
        "unknown-hole", f"nothing is called {name!r}", node.place, label, help=f"names in {where}: {listed}"
    )

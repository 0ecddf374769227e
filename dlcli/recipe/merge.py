"""How one tree is laid over another: mappings key by key, everything else replaced."""

from __future__ import annotations

from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar


def merged(under: Mapping, over: Mapping) -> Mapping:
    """`over` laid over `under`; `null` takes away what was inherited, a block is replaced whole."""
    entries = dict(under.entries)
    for key, entry in over.entries.items():
        below = entries.get(key)
        if isinstance(entry.node, Scalar) and entry.node.value is None:
            entries.pop(key, None)
        elif below is None:
            entries[key] = Entry(entry.key_place, _without_nulls(entry.node))
        else:
            entries[key] = Entry(entry.key_place, _over(below.node, entry.node, whole=key == "blocks"))
    return Mapping(entries, over.place if over.entries else under.place)


def _over(below: Node, node: Node, *, whole: bool) -> Node:
    if whole and isinstance(below, Mapping) and isinstance(node, Mapping):
        return Mapping({**below.entries, **node.entries}, node.place)
    below, above = _spelled_out(below, node), _spelled_out(node, below)
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return _without_nulls(node)
    if "type" in above.entries and _word(above) != _word(below):
        return _without_nulls(above)
    return merged(below, above)


def over(below: Node, node: Node) -> Node:
    """What stands at a place after a value was laid over it."""
    return _over(below, node, whole=False)


def _spelled_out(node: Node, other: Node) -> Node:
    """A bare word beside a mapping means `{type: word}`."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and isinstance(other, Mapping):
        return Mapping({"type": Entry(node.place, node)}, node.place)
    return node


def _word(node: Mapping) -> object:
    entry = node.entries.get("type")
    return entry.node.value if entry and isinstance(entry.node, Scalar) else None


def _without_nulls(node: Node) -> Node:
    """Where nothing was inherited a null takes nothing away; inside lists it is a value like any other."""
    if not isinstance(node, Mapping):
        return node
    kept = {
        key: Entry(entry.key_place, _without_nulls(entry.node))
        for key, entry in node.entries.items()
        if not (isinstance(entry.node, Scalar) and entry.node.value is None)
    }
    return Mapping(kept, node.place)

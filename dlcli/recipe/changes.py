"""Edits by path, as `changes` and `--set` write them: `layers.2.filters`, `layers.head`, `optimizer.learning_rate`."""

from __future__ import annotations

from dlcli.recipe.diagnostics import Diagnostic, Place, suggestion
from dlcli.recipe.merge import over
from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar, Sequence


class Changes:
    """Applies edits to a tree. A row's number is the one that was written: rows leave the list only at the end."""

    def __init__(self, mistakes: list[Diagnostic]) -> None:
        self._mistakes = mistakes
        self._gone: list[tuple[Sequence, Node]] = []

    def apply(self, tree: Mapping, path: str, node: Node, place: Place) -> None:
        """Lays a value over what stands at a path; null takes it away."""
        *steps, last = path.split(".")
        holder: Node | None = tree
        for step in steps:
            holder = self._step(holder, step, path, place)
            if holder is None:
                return
        if isinstance(holder, Sequence):
            self._change_row(holder, last, node, path, place)
        elif isinstance(holder, Mapping):
            self._change_key(holder, last, node, place)
        else:
            self._mistakes.append(_no_place(path, last, place))

    def finish(self, tree: Mapping) -> None:
        """Takes out the rows that were set to null."""
        for sequence, row in self._gone:
            sequence.items[:] = [item for item in sequence.items if item is not row]
        self._gone.clear()

    def _step(self, holder: Node | None, step: str, path: str, place: Place) -> Node | None:
        if isinstance(holder, Sequence):
            index = self._row(holder, step, path, place)
            if index is None:
                return None
            holder.items[index] = _as_mapping(holder.items[index])
            return holder.items[index]
        if isinstance(holder, Mapping):
            entry = holder.entries.get(step)
            if entry is None:
                entry = holder.entries[step] = Entry(place, Mapping({}, place))
            else:
                entry.node = _as_mapping(entry.node)
            return entry.node
        self._mistakes.append(_no_place(path, step, place))
        return None

    def _change_key(self, holder: Mapping, key: str, node: Node, place: Place) -> None:
        if isinstance(node, Scalar) and node.value is None:
            holder.entries.pop(key, None)
            return
        below = holder.entries.get(key)
        holder.entries[key] = Entry(place, node if below is None else over(below.node, node))

    def _change_row(self, holder: Sequence, step: str, node: Node, path: str, place: Place) -> None:
        index = self._row(holder, step, path, place)
        if index is None:
            return
        if isinstance(node, Scalar) and node.value is None:
            self._gone.append((holder, holder.items[index]))
        else:
            holder.items[index] = over(holder.items[index], node)

    def _row(self, rows: Sequence, step: str, path: str, place: Place) -> int | None:
        if step.isdecimal() and int(step) < len(rows.items):
            return int(step)
        names = [_name(row) for row in rows.items]
        if step in names:
            return names.index(step)
        near = suggestion(step, [name for name in names if name])
        message = f"{path}: there is no row {step!r} here, the list has rows 0 to {len(rows.items) - 1}"
        help_text = f"did you mean {near!r}?" if near else "name a row by its number, from 0, or by its name"
        self._mistakes.append(Diagnostic("unknown-row", message, place, help=help_text))
        return None


def _as_mapping(node: Node) -> Node:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return Mapping({"type": Entry(node.place, node)}, node.place)
    return node


def _name(row: Node) -> str | None:
    entry = row.entries.get("name") if isinstance(row, Mapping) else None
    return str(entry.node.value) if entry and isinstance(entry.node, Scalar) else None


def _no_place(path: str, step: str, place: Place) -> Diagnostic:
    message = f"{path}: what stands before {step!r} is a single value, it has no keys"
    return Diagnostic("wrong-path", message, place, help="give the whole value instead")

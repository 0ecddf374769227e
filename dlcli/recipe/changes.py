"""Edits by path, as `changes` and `--set` write them: `layers.2.filters`, `layers.head`, `optimizer.learning_rate`."""

from __future__ import annotations

from dataclasses import replace

from dlcli.recipe.diagnostics import Diagnostic, Place, suggestion
from dlcli.recipe.merge import over
from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar, Sequence


class Changes:
    """Applies edits to a tree. A row's number is the one that was written: rows leave the list only at the end."""

    def __init__(self, mistakes: list[Diagnostic]) -> None:
        self._mistakes = mistakes
        self._gone: list[tuple[Sequence, int]] = []
        self._root: Mapping | None = None

    def apply(self, tree: Mapping, path: str, node: Node, place: Place) -> None:
        """Lays a value over what stands at a path, which is written at `place`; null takes it away."""
        *steps, (last, last_place) = _steps(path, place)
        holder: Node | None = tree
        self._root = tree
        for step, step_place in steps:
            holder = self._step(holder, step, path, step_place)
            if holder is None:
                return
        if isinstance(holder, Sequence):
            self._change_row(holder, last, node, path, last_place)
        elif isinstance(holder, Mapping):
            self._change_key(holder, last, node, last_place)
        else:
            self._mistakes.append(_no_place(path, last, last_place))

    def finish(self) -> None:
        """Takes out the rows that were set to null."""
        for sequence, index in sorted(self._gone, key=lambda each: each[1], reverse=True):
            del sequence.items[index]
        self._gone.clear()

    def _is_gone(self, rows: Sequence, index: int) -> bool:
        return any(sequence is rows and row == index for sequence, row in self._gone)

    def _step(self, holder: Node | None, step: str, path: str, place: Place) -> Node | None:
        if isinstance(holder, Sequence):
            index = self._row(holder, step, path, place)
            if index is None:
                return None
            if self._is_gone(holder, index):
                self._mistakes.append(_taken_out(path, step, place))
                return None
            holder.items[index] = _as_mapping(holder.items[index])
            return holder.items[index]
        if isinstance(holder, Mapping):
            entry = holder.entries.get(step)
            if entry is None:
                below = _by_default(step, place) if holder is self._root else None
                entry = holder.entries[step] = Entry(place, below or Mapping({}, place))
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
        gone = self._is_gone(holder, index)
        if isinstance(node, Scalar) and node.value is None:
            self._gone.extend([] if gone else [(holder, index)])
        elif gone:
            self._gone = [each for each in self._gone if each[0] is not holder or each[1] != index]
            holder.items[index] = over(Scalar(None, place, quoted=False), node)
        else:
            holder.items[index] = over(holder.items[index], node)

    def _row(self, rows: Sequence, step: str, path: str, place: Place) -> int | None:
        if step.isdecimal() and int(step) < len(rows.items):
            return int(step)
        names = [_name(row) for row in rows.items]
        if step in names:
            return names.index(step)
        near = suggestion(step, [name for name in names if name])
        label = f"did you mean {near!r}?" if near else ""
        message = f"{path}: there is no row {step!r} here, the list has {_numbers(len(rows.items))}"
        help_text = "name a row by its number, from 0, or by its name"
        self._mistakes.append(Diagnostic("unknown-row", message, place, label, help_text))
        return None


def _steps(path: str, place: Place) -> list[tuple[str, Place]]:
    """Each step of a path with its own stretch of the path's place, quotes left out."""
    quotes, left = divmod(place.end_column - place.column - len(path), 2)
    column = place.column + quotes
    found = []
    for step in path.split("."):
        end = column + len(step)
        found.append((step, place if left or quotes not in (0, 1) else replace(place, column=column, end_column=end)))
        column = end + 1
    return found


def _by_default(section: str, place: Place) -> Mapping | None:
    """What stands in a section of the recipe where nothing is written: `optimizer` is adam."""
    from dlcli.recipe.model import Recipe

    field = Recipe.model_fields.get(section)
    if field is None or not isinstance(field.default, str):
        return None
    return Mapping({"type": Entry(place, Scalar(field.default, place, quoted=False))}, place)


def _as_mapping(node: Node) -> Node:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return Mapping({"type": Entry(node.place, node)}, node.place)
    return node


def _name(row: Node) -> str | None:
    entry = row.entries.get("name") if isinstance(row, Mapping) else None
    return str(entry.node.value) if entry and isinstance(entry.node, Scalar) else None


def _no_place(path: str, step: str, place: Place) -> Diagnostic:
    message = f"{path}: what stands before {step!r} is a single value, it has no keys"
    whole = path.split(f".{step}", maxsplit=1)[0]
    return Diagnostic("wrong-path", message, place, help=f"give the whole value instead: {whole}: …")


def _taken_out(path: str, step: str, place: Place) -> Diagnostic:
    message = f"{path}: the row {step!r} has been taken out by null"
    help_text = "give the whole row to have one here again, or leave the null out"
    return Diagnostic("unknown-row", message, place, help=help_text)


def _numbers(count: int) -> str:
    return {0: "no rows", 1: "one row, 0"}.get(count, f"rows 0 to {count - 1}")

"""What was probably meant by a value that is refused: `True` for true, `"32"` for 32, `20%` for 0.2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from dlcli.recipe.nodes import Node, PlainValue, Scalar, Sequence, at, plain
from dlcli.recipe.owners import Owned, Where, owned
from dlcli.recipe.scalars import BadScalarError, resolve
from dlcli.recipe.type_words import section_of
from dlcli.recipe.written import in_one_line

_TRUTH = {**dict.fromkeys(("true", "yes", "on"), True), **dict.fromkeys(("false", "no", "off"), False)}
_PERCENT = re.compile(r"(\d{1,15}(?:\.\d{1,15})?) ?%")
_FRACTION = re.compile(r"(\d{1,15}(?:\.0*)?) ?/ ?(\d{1,15}(?:\.0*)?)")
_TUPLE = re.compile(r"\(([^()]*)\)")
_OPEN_HOLE = re.compile(r"\$\{([^{}]*)")
_LONGEST = 60
_MOST_ITEMS = 8


def likely(tree: Node, where: Where) -> str:
    """What to write, as a label; empty where nothing is likely."""
    # The path of a word may go on to the `type` that a bare word leaves out.
    where = where[:-1] if at(tree, where) is None else where
    node, field = at(tree, where), owned(tree, where)
    if node is None or field is None or not _is_small(node):
        return ""
    value = plain(node)
    hole = _OPEN_HOLE.fullmatch(value) if isinstance(value, str) else None
    if hole:
        return f'write "${{{hole[1]}}}"'
    return next((f"write {text}" for text in _written(value, tree, where, field)), "")


def _written(value: PlainValue, tree: Node, where: Where, field: Owned) -> Iterator[str]:
    """What the field takes, as it would be written."""
    if field.where == where:
        written = ((each, in_one_line(each)) for each in _candidates(value, field))
        yield from (text for each, text in written if len(text) <= _LONGEST and field.takes(each))
        return
    whole = at(tree, field.where)
    # Each item of a list may be wrong, and the field can judge only all of them.
    if field.where == where[:-1] and isinstance(whole, Sequence) and _is_small(whole):
        items = plain(whole)
        if isinstance(items, list) and field.takes(_read_again(items)):
            yield from map(in_one_line, _alone(value))


def _is_small(node: Node) -> bool:
    """Whether it is one value or a few: what nobody would write anew has no label, and takes no time."""
    if isinstance(node, Sequence):
        return len(node.items) <= _MOST_ITEMS and all(isinstance(item, Scalar) for item in node.items)
    return isinstance(node, Scalar) and len(str(node.value)) <= _LONGEST


def _read_again(items: list[PlainValue]) -> list[PlainValue]:
    return [next(_alone(item), item) for item in items]


def _candidates(value: PlainValue, field: Owned) -> Iterator[PlainValue]:
    yield from _alone(value)
    if isinstance(value, list):
        yield _read_again(value)
        yield from _by_name(value, field.field)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        section = section_of(field.field)
        if section is not None:
            yield {section.keys()[0]: value}
    elif isinstance(value, str):
        yield [value]


def _alone(value: PlainValue) -> Iterator[PlainValue]:
    """Other ways to read one value."""
    if isinstance(value, str):
        yield from _read(value.strip())
    elif isinstance(value, float) and value.is_integer():
        yield int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)


def _read(text: str) -> Iterator[PlainValue]:
    if text.lower() in _TRUTH:
        yield _TRUTH[text.lower()]
    elif found := _PERCENT.fullmatch(text):
        yield float(f"{float(found[1]) / 100:.12g}")
    elif (found := _FRACTION.fullmatch(text)) and float(found[2]):
        yield float(f"{float(found[1]) / float(found[2]):.7g}")
    elif found := _TUPLE.fullmatch(text):
        yield [next(_read(item.strip()), item.strip()) for item in found[1].split(",") if item.strip()]
    else:
        yield from _number(text)


def _number(text: str) -> Iterator[PlainValue]:
    try:
        value = resolve(text)
    except BadScalarError:
        return
    if isinstance(value, float) and value.is_integer():
        yield int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def _by_name(names: list[PlainValue], field: FieldInfo) -> Iterator[PlainValue]:
    """Names where each wants one of a few words beside it: `{area: number}` for `[area]`."""
    for each in (field.annotation, *get_args(field.annotation)):
        inner = get_args(each) if get_origin(each) is dict else ()
        if len(inner) == 2 and get_origin(inner[1]) is Literal:
            yield {str(name): str(get_args(inner[1])[0]) for name in names}

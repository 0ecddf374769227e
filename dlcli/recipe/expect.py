"""`data.expect`: facts of data that is not here or does not say; compared with the data where it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from dlcli.parts.facts import Facts, Feature, Label, Shape
from dlcli.parts.part import problem
from dlcli.parts.sources._source import Source
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.nodes import Mapping, Node, Scalar, Sequence
from dlcli.recipe.source import at, place_of

ENTRY = ("data", "expect")


def expectations(value: dict[str, object]) -> dict[str, object]:
    """What stands in `data.expect`, where each value is of its kind.

    Raises:
        ValidationError: at the key of each that is not.
    """
    wrong = []
    for key, size in value.items():
        counts = key.rpartition(".")[2] in ("classes", "vocabulary")
        if not (_is_size(size) if counts else isinstance(size, list) and all(map(_is_size_or_null, size))):
            rule = "a positive whole number" if counts else "a list of sizes, null where one may vary"
            example = "expect: {image: [224, 224, 3], classes: 10}"
            mistake = problem("wrong-expectation", "", expected=rule, help=example)
            wrong.append(InitErrorDetails(type=mistake, loc=(key,), input=size))
    if wrong:
        raise ValidationError.from_exception_data("data.expect", wrong)
    return value


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_size_or_null(value: object) -> bool:
    return value is None or _is_size(value)


def with_expected(facts: Facts, source: Source | None, tree: Mapping, mistakes: list[Diagnostic]) -> Facts:
    """The facts, with what the recipe expects where the data does not say; a contradiction is reported at its key."""
    node = at(tree, ENTRY)
    if not isinstance(node, Mapping):
        return facts
    targets = {"label", *_targets(source)}
    for key, entry in node.entries.items():
        shape, number = _shape(entry.node), _whole(entry.node)
        name, _, fact = key.rpartition(".")
        if key == "classes" or fact == "classes":
            facts = _with_classes(facts, name or facts.only_label() or "label", number, source)
        elif fact == "vocabulary":
            facts = _with_vocabulary(facts, name, number)
        elif shape is None or (name and fact != "shape"):
            continue
        elif key in targets:
            old = facts.labels.get(key, Label(None, shape=None))
            kind = old.kind or (None if f"{key}.classes" in node.entries or "classes" in node.entries else "number")
            facts = replace(
                facts, labels={**facts.labels, key: replace(old, kind=kind, shape=_filled(old.shape, shape))}
            )
        else:
            facts = _with_feature(facts, key, shape)
    mistakes.extend(_contradictions(facts, node, tree))
    return replace(facts, origin=facts.origin or "data.expect")


def _with_feature(facts: Facts, name: str, shape: tuple[int | None, ...]) -> Facts:
    picture = Feature(None, value_range=(0, 255), image=True) if name == "image" else Feature(None)
    old = facts.features.get(name, picture)
    return replace(facts, features={**facts.features, name: replace(old, shape=_filled(old.shape, shape))})


def _with_classes(facts: Facts, name: str, classes: int | None, source: Source | None) -> Facts:
    old = facts.labels.get(name, Label(None))
    kind = old.kind or ("binary" if getattr(source, "positive", None) else "classes")
    label = replace(old, kind=kind, classes=old.classes if old.classes is not None else classes)
    return replace(facts, labels={**facts.labels, name: label})


def _with_vocabulary(facts: Facts, name: str, size: int | None) -> Facts:
    old = facts.features.get(name, Feature((), text=True))
    vocabulary = old.vocabulary if old.vocabulary is not None else size
    return replace(facts, features={**facts.features, name: replace(old, vocabulary=vocabulary)})


def _filled(known: Shape, expected: tuple[int | None, ...]) -> Shape:
    """The known shape, its unknown sizes as expected."""
    if known is None or len(known) != len(expected):
        return expected if known is None else known
    return tuple(one if one is not None else other for one, other in zip(known, expected, strict=True))


def _contradictions(facts: Facts, node: Mapping, tree: Mapping) -> Iterator[Diagnostic]:
    for key, entry in node.entries.items():
        found, expected = _known(facts, key), _shape(entry.node) or _whole(entry.node)
        if found is None or expected is None or isinstance(found, int) != isinstance(expected, int):
            continue
        if _agree(found, expected):
            continue
        message = f"the recipe expects {key} to be {_text(expected)}, the data has {_text(found)}"
        place = place_of(tree, (*ENTRY, key))
        yield Diagnostic("expect-mismatch", message, place, f"write {_text(found)}", "or bring the data that was meant")


def _known(facts: Facts, key: str) -> tuple[int | None, ...] | int | None:
    name, _, fact = key.rpartition(".")
    if fact == "classes" or key == "classes":
        label = facts.labels.get(name or facts.only_label() or "label")
        return label.classes if label else None
    if fact == "vocabulary":
        return facts.features[name].vocabulary if name in facts.features else None
    if key in facts.features:
        return facts.features[key].shape
    return facts.labels[key].shape if key in facts.labels else None


def _agree(found: tuple[int | None, ...] | int, expected: tuple[int | None, ...] | int) -> bool:
    if isinstance(found, int) or isinstance(expected, int):
        return found == expected
    same = len(found) == len(expected)
    return same and all(one is None or two is None or one == two for one, two in zip(found, expected, strict=True))


def _text(value: tuple[int | None, ...] | int) -> str:
    if isinstance(value, int):
        return str(value)
    return "[" + ", ".join("null" if size is None else str(size) for size in value) + "]"


def _shape(node: Node) -> tuple[int | None, ...] | None:
    if not isinstance(node, Sequence):
        return None
    return tuple(_whole(item) for item in node.items)


def _whole(node: Node) -> int | None:
    return node.value if isinstance(node, Scalar) and isinstance(node.value, int) else None


def _targets(source: Source | None) -> tuple[str, ...]:
    target = getattr(source, "target", None)
    return tuple(target) if isinstance(target, list | tuple) else (target,) if isinstance(target, str) else ()

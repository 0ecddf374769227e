"""What the tests of parts draw on: the words on the shelves, their docstrings' examples, other values for fields."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc, isfunction, signature
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import ValidationError

from dlcli.parts import shelf
from dlcli.parts.facts import Feature
from dlcli.parts.layers._combinator import Combinator
from dlcli.parts.part import Of, Part
from dlcli.parts.transforms._transform import TransformProblem

_KINDS_IN_KERAS = (
    "augmentations", "constraints", "initializers", "layers", "losses", "metrics", "optimizers", "regularizers",
    "schedules", "transforms",
)  # fmt: skip
ADVERSARIAL = frozenset({("losses", "min_max"), ("losses", "non_saturating"), ("losses", "wasserstein")})
NOT_IN_KERAS = ADVERSARIAL | {
    ("losses", "ctc"),
    ("augmentations", "random_padded_crop"),
    ("augmentations", "random_choice"),
}
"""Words whose kind has classes in Keras, and which have none."""
FEATURES = (
    Feature((9, 7, 3), (0.0, 255.0), image=True),
    Feature((4,), (0.0, 16.0)),
    Feature((), (-1.0, 1.0)),
    Feature((None, None, 1), (0.0, 255.0), image=True),
    Feature((5,)),
    Feature(None),
    Feature((), text=True),
    Feature((), text=True, kind="date"),
)
TEXTS = ("a cat sat", "the cat, the dog", "A dog", "b c")
DATES = ("2024-02-29", "1999-12-31 23:59", "2000-01-01T00:00:00", "1970-01-01")
_VALUES: tuple[Any, ...] = (
    True, False, 0, 1, 2, 3, 0.25, 0.5, 0.75, 1.5, -1, -2, [1], [2], [1, 2], [2, 1], [0, 2], [1, 2, 3], [2, 1, 1],
    [-1, 2], [-1, 1], [[0, 1], [2, 0]], "other_name", "b", "...bc,cd->...bd", 5, [0.25, 0.75],
    ["a", "b"],
)  # fmt: skip


def all_words(*kinds: str) -> list[tuple[str, str]]:
    """Every (kind, word) on these shelves, or on all."""
    return [(kind, word) for kind in kinds or shelf.kinds() for word in shelf.words(kind)]


def words_in_keras() -> list[tuple[str, str]]:
    """Every (kind, word) that stands for an object of Keras; a combinator is written out before anything is built."""
    found = all_words(*(kind for kind in _KINDS_IN_KERAS if kind in shelf.kinds()))
    found = [entry for entry in found if entry not in NOT_IN_KERAS]
    return [entry for entry in found if not issubclass(shelf.part(*entry), Combinator) and not follows_figures(*entry)]


def follows_figures(kind: str, word: str) -> bool:
    """Whether it is a schedule that a control of ours carries out: Keras has a callback for it."""
    return bool(getattr(shelf.part(kind, word), "follows_figures", False))


def example(kind: str, word: str) -> dict[str, Any]:
    """What the docstring's `Example:` says, without its type."""
    text = cleandoc(shelf.part(kind, word).__doc__ or "")
    _, _, after = text.partition("Example:\n")
    written = yaml.safe_load(after)
    assert isinstance(written, dict), f"{kind}/{word} has no example: {text}"
    assert written.pop("type") == word
    return written


def read(kind: str, word: str, fields: dict[str, Any]) -> Part:
    """The part that a mapping describes."""
    return shelf.part(kind, word).model_validate(fields)


def field_names(kind: str, word: str) -> dict[str, str]:
    """Fields by the key under which they are written."""
    return {field.alias or name: name for name, field in shelf.part(kind, word).model_fields.items()}


def changed(kind: str, word: str, *, most: int = 100) -> Iterator[tuple[str, dict[str, Any]]]:
    """The example with one field changed, at most `most` times a field: (field's name, mapping)."""
    base = example(kind, word)
    unchanged = read(kind, word, base)
    for key, name in field_names(kind, word).items():
        found = 0
        for value in _values(shelf.part(kind, word).model_fields[name]):
            fields = {**base, key: value}
            try:
                part = read(kind, word, fields)
            except ValidationError:
                continue
            if getattr(part, name) != getattr(unchanged, name) and found < most:
                found += 1
                yield name, fields


def _values(field: Any) -> Iterator[Any]:
    yield from _from_type(field.annotation)
    for mark in field.metadata:
        yield from _from_type(mark)
    yield from _VALUES


def _from_type(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, Of):
        for word in shelf.words(annotation.kind):
            yield {"type": word, **example(annotation.kind, word)}
    elif get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) is list:
        yield from ([each, each] if isinstance(each, dict) else [each] for each in _from_type(get_args(annotation)[0]))
    else:
        for argument in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
            yield from _from_type(argument)


def built(part: Any) -> list[Any]:
    """The part's Keras objects: one, or one for each label form or feature that it takes."""
    if part.kind == "metrics":
        return [part.build_for(form) for form in sorted(part.takes)]
    if part.kind == "transforms":
        return [layer for _, layer in fitted(part)]
    return [part.build()]


def fitted(transform: Any) -> list[tuple[Feature, Any]]:
    """The transform's Keras layer for each feature that it takes."""
    import numpy as np

    found = []
    for feature in FEATURES:
        try:
            transform.feature(feature)
        except TransformProblem:
            continue
        batch = np.random.default_rng(0).uniform(0, 1, (8, *full_shape(feature)))
        batch = np.array(texts_of(feature), object) if feature.text else batch
        found.append((feature, transform.build_for(feature, transform.fit([batch]))))
    return found


def texts_of(feature: Feature) -> tuple[str, ...]:
    """Some that it may have."""
    return DATES if feature.kind == "date" else TEXTS


def full_shape(feature: Feature) -> tuple[int, ...]:
    """Its shape, with something for each size that is unknown."""
    return (6, 6, 3) if feature.shape is None else tuple(6 if size is None else size for size in feature.shape)


def keras_arguments(built_object: Any) -> set[str]:
    """The arguments of its class's constructor, or of the function in it; a layer has an activity regularizer too."""
    names = set(signature(type(built_object).__init__).parameters)
    if type(built_object).__name__ == "Activation":
        function = built_object.activation
        names |= set(signature(function if isfunction(function) else type(function).__init__).parameters)
    return names | ({"activity_regularizer"} if hasattr(built_object, "activity_regularizer") else set())

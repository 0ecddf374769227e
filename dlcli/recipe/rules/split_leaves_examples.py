"""Each split has an example, the source's own test split is the only one, and only classes are stratified."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._training import split_sizes


def check(subject: Subject) -> Iterator[Diagnostic]:
    """What would be found only when the data is opened."""
    split, label = subject.recipe.data.split, subject.label()
    sizes, word = subject.facts.sizes, subject.recipe.data.source.word
    if split.test is not None and "test" in sizes:
        message = f"{word} brings {sizes['test'] or 'its own'} test examples, data.split.test asks for others"
        yield Diagnostic("second-test-split", message, subject.place("data", "split", "test"), "take it out")
    elif split.validates and "validation" in sizes:
        key, own = "folds" if split.folds is not None else "validation", sizes["validation"] or "its own"
        message = f"{word} brings {own} validation examples, data.split.{key} asks for others"
        yield Diagnostic("second-test-split", message, subject.place("data", "split", key), "take it out")
    elif isinstance(split.validation, float) and isinstance(split.test, float) and split.validation + split.test >= 1:
        message = f"validation {split.validation:g} and test {split.test:g} leave nothing to train on"
        label_text = f"write less than {1 - split.validation:g}"
        yield Diagnostic("empty-split", message, subject.place("data", "split", "test"), label_text)
    else:
        yield from _rounded_to_nothing(subject)
    if split.stratify and label is not None and (label.kind == "number" or label.shape):
        others = {"number": "a number", "multi_label": "any number of classes"}
        what = others.get(label.kind or "", "a class at each place")
        message = f"stratify keeps the share of each class, the label is {what}"
        yield Diagnostic("wrong-stratify", message, subject.place("data", "split", "stratify"), "take it out")


def _rounded_to_nothing(subject: Subject) -> Iterator[Diagnostic]:
    sizes, total = split_sizes(subject), subject.facts.sizes.get("train")
    if sizes is None or not total:
        return
    for name in ("validation", "test"):
        if sizes.get(name) == 0 and getattr(subject.recipe.data.split, name) is not None:
            fraction = getattr(subject.recipe.data.split, name)
            if fraction is None:
                folds, place = subject.recipe.data.split.folds, subject.place("data", "split", "folds")
                yield Diagnostic(
                    "empty-split", f"{folds} folds of {total} examples: one is empty", place, "write fewer"
                )
                continue
            message = f"a {name} split of {fraction:g} has no example: the data has {total}"
            label = f"write {ceil(100 / total) / 100:g} or more" if total > 1 else "take it out"
            yield Diagnostic("empty-split", message, subject.place("data", "split", name), label)
    split = subject.recipe.data.split
    if split.folds is not None and split.folds > total - sizes.get("test", 0):
        message = f"{split.folds} folds of {total} examples: one is empty"
        yield Diagnostic("empty-split", message, subject.place("data", "split", "folds"), "write fewer")
    elif sizes["train"] == 0:
        message = f"no example is left to train on: the data has {total}"
        yield Diagnostic("empty-split", message, subject.place("data", "split"), help="hold back smaller fractions")

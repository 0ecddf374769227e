"""Augmentation changes pictures whose values it knows enough of."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.augmentations._augmentation import AugmentationProblem
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.source import place_of

WHERE = ("regularization", "augmentation")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Each augmentation against the feature behind the transforms."""
    known, name = subject.features.features, subject.facts.only_feature()
    augmentations = subject.recipe.regularization.augmentation
    objective = subject.recipe.objective
    if objective.views > 1 and not augmentations:
        message = f"{objective.word} compares augmented views, nothing is augmented"
        help_text = "add regularization: {augmentation: [{type: random_flip, mode: horizontal}, …]}"
        yield Diagnostic("wrong-augmentation", message, subject.place("objective", "type"), help=help_text)
    if not augmentations or not known:
        return
    if name is None:
        place = place_of(subject.tree, WHERE, key=True)
        help_text = f"features of this data: {', '.join(known)}"
        message = "augmentation needs data with one feature"
        yield Diagnostic("wrong-augmentation", message, place, "take it out", help_text)
        return
    for index, each in enumerate(augmentations):
        try:
            each.expect(known[name])
        except AugmentationProblem as problem:
            place = subject.place(*WHERE, index, *problem.path, problem.key)
            yield Diagnostic("wrong-augmentation", problem.message, place, problem.label, problem.help or None)

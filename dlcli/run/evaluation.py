"""What a model scores on a split: loss, metrics, and for classes a table by class with its confusion matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from dlcli.build.opened import Opened
from dlcli.build.pipeline import Pipeline
from dlcli.build.scores import Score, build_scores
from dlcli.build.strategy import alone
from dlcli.build.task import size_scores
from dlcli.recipe.check import Checked
from dlcli.run.pace import Pace
from dlcli.run.steps import Looking, Sums

if TYPE_CHECKING:
    import numpy as np

    from dlcli.keras_objects.objective import ObjectiveStep


@dataclass(frozen=True)
class ClassScore:
    """One row of the table by class."""

    name: str
    examples: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class ByClass:
    """The table by class of an output, and its confusion matrix where an example has one class."""

    classes: tuple[ClassScore, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    """Rows are the true classes, columns the predicted ones."""


@dataclass(frozen=True)
class Evaluation:
    """The scores of a model on a split."""

    split: str
    examples: int
    loss: float
    metrics: Mapping[str, float]
    outputs: Mapping[str, ByClass] = field(default_factory=dict)
    """The outputs that answer with classes, by label."""
    alone: bool = True
    """Whether the network has one output."""

    def to_json(self) -> dict[str, Any]:
        """The form of `evaluation.json` and of `dlcli evaluate --json`."""
        found = {"split": self.split, "examples": self.examples, "loss": self.loss, "metrics": dict(self.metrics)}
        tables = {label: asdict(table) for label, table in self.outputs.items()}
        if self.alone:
            return {**found, **next(iter(tables.values()), {})}
        return {**found, "outputs": tables}


def figures(looking: Looking, pace: Pace, agreed: Callable[[int], int]) -> dict[str, float]:
    """Loss and metrics over a split, in calls that are short enough to hear a signal between them.

    `agreed` makes what all workers take of how many batches this one wants in the next call: the clocks of two never
    measure the same. It may raise: what was looked at so far is lost then, and nothing else.
    """
    reset(looking.scores)
    sums, first, end = Sums(), 0, looking.number()
    while first < end:
        number = agreed(pace.next(end - first))
        with pace.taking(number):
            sums = looking.total(number, first, sums)
        first += number
    return _figures(sums.loss_sum, sums.examples, looking.scores)


def looking_alone(
    objective: ObjectiveStep, checked: Checked, pipeline: Pipeline, split: str, *, jit_compile: bool
) -> Looking:
    """What looks at a split on one device, whatever the training ran on."""
    distribution = alone()
    scores = build_scores(checked.heads, checked.recipe.objective.reports)
    size_scores(scores, objective, pipeline, distribution)
    return Looking(
        objective=objective,
        scores=scores,
        pipeline=pipeline,
        split=split,
        jit_compile=jit_compile,
        distribution=distribution,
    )


def reset(scores: Sequence[Score]) -> None:
    """Begins the count of every figure again."""
    for score in scores:
        score.reset()


def _figures(loss_sum: float, examples: float, scores: Sequence[Score]) -> dict[str, float]:
    return {"loss": loss_sum / examples, **{score.name: score.result() for score in scores}}


def evaluate(opened: Opened, pipeline: Pipeline, looking: Looking) -> Evaluation:
    """Scores a model on a split, on one device."""
    reset(looking.scores)
    heads, split = opened.checked.heads, looking.split
    answers: dict[str, list[np.ndarray]] = {head.label: [] for head in heads if opened.classes(head.label)}
    loss_sum, examples = 0.0, 0
    for loss, count, predictions in looking.each():
        loss_sum, examples = loss_sum + loss * count, examples + count
        for label, kept in answers.items():
            kept.append(predictions[label])
    found = _figures(loss_sum, examples, looking.scores)
    loss = found.pop("loss")
    tables = {
        label: table
        for label, kept in answers.items()
        if (table := _table(opened, label, pipeline.splits[split], kept)) is not None
    }
    return Evaluation(split, examples, loss, found, tables, alone=len(heads) <= 1)


def _table(opened: Opened, label: str, rows: np.ndarray, predictions: Sequence[np.ndarray]) -> ByClass | None:
    """The table by class of an output that gives one class an example."""
    import numpy as np

    names, outputs = opened.classes(label), np.concatenate(predictions)
    if not names or outputs.ndim != 2:
        return None
    boundary = next(head.loss.boundary for head in opened.checked.heads if head.label == label)
    if opened.loaded.facts.labels[label].kind == "multi_label":
        return _each_by_itself(opened.loaded.label_values[label][rows] > 0, outputs > boundary, names)
    predicted = outputs.argmax(-1) if outputs.shape[-1] > 1 else (outputs[:, 0] > boundary).astype(int)
    return _by_class(opened.loaded.label_values[label][rows].astype(int), predicted, names)


def _by_class(true: np.ndarray, predicted: np.ndarray, names: tuple[str, ...]) -> ByClass:
    import numpy as np

    confusion = np.bincount(true * len(names) + predicted, minlength=len(names) ** 2).reshape(len(names), len(names))
    right, of_class, as_class = confusion.diagonal(), confusion.sum(1), confusion.sum(0)
    scores = tuple(_score(*each) for each in zip(names, right, of_class, as_class, strict=True))
    return ByClass(scores, tuple(tuple(int(count) for count in row) for row in confusion))


def _each_by_itself(true: np.ndarray, predicted: np.ndarray, names: tuple[str, ...]) -> ByClass:
    """The table of classes of which an example has any number: nothing is taken for something else."""
    right, of_class, as_class = (true & predicted).sum(0), true.sum(0), predicted.sum(0)
    return ByClass(tuple(_score(*each) for each in zip(names, right, of_class, as_class, strict=True)))


def _score(name: str, right: int, of_class: int, as_class: int) -> ClassScore:
    precision, recall = _share(right, as_class), _share(right, of_class)
    return ClassScore(name, int(of_class), precision, recall, _share(2 * right, of_class + as_class))


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else 0.0

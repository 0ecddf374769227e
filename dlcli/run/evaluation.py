"""What a model scores on a split: loss, metrics, and for classes a table by class with its confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import mul
from typing import TYPE_CHECKING, Any

from dlcli.build.pipeline import Pipeline
from dlcli.run.steps import Looking, penalties

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class ClassScore:
    """One row of the table by class."""

    name: str
    examples: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Evaluation:
    """The scores of a model on a split."""

    split: str
    examples: int
    loss: float
    metrics: Mapping[str, float]
    classes: tuple[ClassScore, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    """Rows are the true classes, columns the predicted ones."""

    def to_json(self) -> dict[str, Any]:
        """The form of `evaluation.json` and of `dlcli evaluate --json`."""
        found = asdict(self)
        if not self.classes:
            del found["classes"], found["confusion"]
        return found


def figures(looking: Looking, metrics: Sequence[Any], batches: Any, objective: Any) -> dict[str, float]:
    """Loss and metrics over the batches of a split."""
    reset(metrics)
    return _figures(*looking.total(batches), metrics, objective)


def reset(metrics: Sequence[Any]) -> None:
    """Begins the count of every metric again."""
    for metric in metrics:
        metric.reset_state()


def _figures(loss_sum: float, examples: int, metrics: Sequence[Any], objective: Any) -> dict[str, float]:
    found = {"loss": loss_sum / examples + float(penalties(objective))}
    found.update({metric.name: float(metric.result()) for metric in metrics})
    return found


def evaluate(
    *,
    looking: Looking,
    objective: Any,
    metrics: Sequence[Any],
    pipeline: Pipeline,
    split: str,
    names: tuple[str, ...] | None,
    labels: np.ndarray,
) -> Evaluation:
    """Scores a model on a split; `labels` are class numbers or numbers, one a row of the data."""
    import numpy as np

    reset(metrics)
    losses, counts, predictions = zip(*looking.each(pipeline.in_order(split)), strict=True)
    examples = sum(counts)
    found = _figures(sum(map(mul, losses, counts)), examples, metrics, objective)
    loss = found.pop("loss")
    if not names:
        return Evaluation(split, examples, loss, found)
    outputs = np.concatenate(predictions)
    predicted = outputs.argmax(-1) if outputs.shape[-1] > 1 else (outputs[:, 0] > 0.5).astype(int)
    return Evaluation(
        split, examples, loss, found, *_by_class(labels[pipeline.splits[split]].astype(int), predicted, names)
    )


def _by_class(
    true: np.ndarray, predicted: np.ndarray, names: tuple[str, ...]
) -> tuple[tuple[ClassScore, ...], tuple[tuple[int, ...], ...]]:
    import numpy as np

    confusion = np.bincount(true * len(names) + predicted, minlength=len(names) ** 2).reshape(len(names), len(names))
    right, of_class, as_class = confusion.diagonal(), confusion.sum(1), confusion.sum(0)
    scores = tuple(
        ClassScore(
            name,
            int(of_class[index]),
            _share(right[index], as_class[index]),
            _share(right[index], of_class[index]),
            _share(2 * right[index], of_class[index] + as_class[index]),
        )
        for index, name in enumerate(names)
    )
    return scores, tuple(tuple(int(count) for count in row) for row in confusion)


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else 0.0

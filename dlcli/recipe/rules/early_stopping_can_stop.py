"""Early stopping waits for what can happen: a baseline within reach, a patience that runs out."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.parts.metrics._metric import Metric
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.regularization import EarlyStopping
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.rules._watching import watched

AT_MOST_1 = frozenset(
    {"accuracy", "auc", "binary_accuracy", "categorical_accuracy", "cosine_similarity", "f1_score", "mean_iou"}
    | {"precision", "r2_score", "recall", "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy"}
    | {"top_k_categorical_accuracy"}
)
FROM_0 = ("mean_absolute", "mean_squared", "root_mean_squared", "huber")
SECTION = ("regularization", "early_stopping")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A stop that cannot come, or comes at once."""
    stopping = subject.recipe.regularization.early_stopping
    if stopping is None:
        return
    monitor = stopping.monitor or "val_loss"
    metric = watched(subject, monitor)
    if metric is not None or monitor in ("loss", "val_loss"):
        yield from _baseline(subject, stopping, monitor, metric)
    epochs = subject.recipe.training.epochs
    if epochs is not None and stopping.patience >= epochs:
        message = f"early stopping waits {stopping.patience} epochs without progress, the training has {epochs}"
        label = f"write fewer than {epochs}" + (f", for example {epochs // 5}" if epochs >= 5 else "")
        place = subject.place(*SECTION, "patience")
        yield Diagnostic("idle-early-stopping", message, place, label, severity="warning")


def _baseline(subject: Subject, stopping: EarlyStopping, monitor: str, metric: Metric | None) -> Iterator[Diagnostic]:
    baseline = stopping.baseline
    if baseline is None:
        return
    place = subject.place(*SECTION, "baseline")
    if metric is not None and metric.word in AT_MOST_1 and baseline >= 1:
        label = f"write {baseline / 100:g}" if 1 < baseline < 100 else "write less than 1"
        message = f"a baseline of {baseline:g} is never reached: {monitor} is at most 1"
        yield Diagnostic("wrong-baseline", message, place, label)
    elif baseline < 0 and _never_below_0(subject, metric):
        message = f"a baseline of {baseline:g} is never reached: {monitor} is never below 0"
        yield Diagnostic("wrong-baseline", message, place, "write a number above 0")


def _never_below_0(subject: Subject, metric: Metric | None) -> bool:
    figure = subject.loss if metric is None else metric
    return figure is not None and (figure.word.startswith(FROM_0) or figure.word.endswith("crossentropy"))

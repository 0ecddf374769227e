"""What stands where a recipe says nothing: the loss by the label, ten epochs, a checkpoint an epoch."""

from __future__ import annotations

from dlcli.parts import shelf
from dlcli.parts.facts import Facts, Label
from dlcli.parts.losses._loss import Loss
from dlcli.parts.metrics._metric import Metric
from dlcli.recipe.model import Recipe

LOSSES = {"classes": "sparse_categorical_crossentropy", "binary": "binary_crossentropy", "number": "mean_squared_error"}
EPOCHS = 10


def completed(recipe: Recipe, facts: Facts, *, name: str) -> Recipe:
    """The recipe with every default filled in that depends on the data or on other keys."""
    label = only_label(facts)
    training = recipe.training
    if training.epochs is None and training.steps is None:
        training = training.model_copy(update={"epochs": EPOCHS})
    checkpoint = training.checkpoint
    if checkpoint.every_epochs is None and checkpoint.every_steps is None:
        training = training.model_copy(update={"checkpoint": checkpoint.model_copy(update={"every_epochs": 1})})
    loss = recipe.loss or _loss(label)
    metrics = recipe.metrics if recipe.metrics is not None else _metrics(label)
    return recipe.model_copy(
        update={"name": recipe.name or name, "training": training, "loss": loss, "metrics": metrics}
    )


def only_label(facts: Facts) -> Label | None:
    """The label of the data, where there is one."""
    name = facts.only_label()
    return facts.labels[name] if name else None


def _loss(label: Label | None) -> Loss | None:
    if label is None or label.kind is None:
        return None
    found = shelf.part("losses", LOSSES[label.kind])()
    return found if isinstance(found, Loss) else None


def _metrics(label: Label | None) -> list[Metric]:
    if label is None or label.kind not in ("classes", "binary"):
        return []
    found = shelf.part("metrics", "accuracy")()
    return [found] if isinstance(found, Metric) else []

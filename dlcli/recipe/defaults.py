"""What stands where a recipe says nothing: the loss by the label, ten epochs."""

from __future__ import annotations

from dlcli.parts import shelf
from dlcli.parts.facts import Facts, Label
from dlcli.parts.losses._loss import Loss
from dlcli.parts.metrics._metric import Metric
from dlcli.recipe.model import Recipe
from dlcli.recipe.table import with_usual_transforms

LOSSES = {
    "classes": "sparse_categorical_crossentropy",
    "binary": "binary_crossentropy",
    "multi_label": "binary_crossentropy",
    "number": "mean_squared_error",
}
BETWEEN_CLASSES = "categorical_crossentropy"
"""In place of the sparse one, whose labels are numbers of classes: these can be neither smoothed nor mixed."""
EPOCHS = 10


def completed(recipe: Recipe, facts: Facts, *, name: str) -> Recipe:
    """The recipe with every default filled in that depends on the data or on other keys."""
    recipe, training = with_usual_transforms(recipe, facts), recipe.training
    if training.epochs is None and training.steps is None:
        training = training.model_copy(update={"epochs": EPOCHS})
    answers = {"loss": _smoothed(_losses(recipe, facts), recipe), "metrics": _all_metrics(recipe, facts)}
    return recipe.model_copy(update={"name": recipe.name or name, "training": training, **answers})


def _losses(recipe: Recipe, facts: Facts) -> Loss | dict[str, Loss] | None:
    """The loss, or one for each output where there are several; by the label where the recipe names none."""
    usual = recipe.objective.usual_loss
    if recipe.objective.own_loss:
        return recipe.loss
    if usual is not None:
        return recipe.loss or _loss_of(usual)
    if isinstance(recipe.loss, Loss) or not _several(recipe, facts):
        return recipe.loss or _loss(only_label(facts), recipe)
    given = recipe.loss or {}
    by_label = {label: given.get(label) or _loss(fact, recipe) for label, fact in facts.labels.items()}
    return {**given, **{label: loss for label, loss in by_label.items() if loss is not None}}


def _smoothed(losses: Loss | dict[str, Loss] | None, recipe: Recipe) -> Loss | dict[str, Loss] | None:
    """With `regularization.label_smoothing` in each loss that can smooth labels and names no share of its own."""
    share = recipe.regularization.label_smoothing
    if share is None or losses is None:
        return losses

    def one(loss: Loss) -> Loss:
        own = "label_smoothing" in loss.model_fields_set or not loss.smooths
        return loss if own else loss.model_copy(update={"label_smoothing": share})

    return one(losses) if isinstance(losses, Loss) else {name: one(loss) for name, loss in losses.items()}


def _all_metrics(recipe: Recipe, facts: Facts) -> list[Metric] | dict[str, list[Metric]]:
    if recipe.objective.compares != "labels":
        return recipe.metrics if recipe.metrics is not None else []
    if isinstance(recipe.metrics, list) or not _several(recipe, facts):
        return recipe.metrics if recipe.metrics is not None else _metrics(only_label(facts), recipe.loss)
    given = recipe.metrics or {}
    losses = recipe.loss if isinstance(recipe.loss, dict) else {}
    return {**{label: _metrics(fact, losses.get(label)) for label, fact in facts.labels.items()}, **given}


def _several(recipe: Recipe, facts: Facts) -> bool:
    return len(facts.labels) > 1 or isinstance(recipe.loss, dict) or isinstance(recipe.metrics, dict)


def only_label(facts: Facts) -> Label | None:
    """The label of the data, where there is one."""
    name = facts.only_label()
    return facts.labels[name] if name else None


def _loss(label: Label | None, recipe: Recipe) -> Loss | None:
    if label is None or label.kind is None:
        return None
    between = recipe.regularization.label_smoothing is not None or recipe.regularization.mixing is not None
    return _loss_of(BETWEEN_CLASSES if between and label.kind == "classes" else LOSSES[label.kind])


def _loss_of(word: str) -> Loss | None:
    found = shelf.part("losses", word)()
    return found if isinstance(found, Loss) else None


def _metrics(label: Label | None, loss: object) -> list[Metric]:
    sequences = isinstance(loss, Loss) and loss.sequences
    if label is None or label.kind in (None, "number") or sequences:
        return []
    found = shelf.part("metrics", "accuracy")()
    assert isinstance(found, Metric)
    # A class that is compared as a number has no right answers that could be counted.
    return [found] if not isinstance(loss, Loss) or loss.takes in found.takes else []

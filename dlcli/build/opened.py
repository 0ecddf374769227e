"""A recipe with its data opened: what is certain then, and the input pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dlcli.build.augmenting import augmented_by
from dlcli.build.buckets import Buckets, lengths_of
from dlcli.build.encoding import encoded
from dlcli.build.fitting import learned_vocabularies
from dlcli.build.front import Fitted, Front
from dlcli.build.inputs import refuse_overflow
from dlcli.build.mixing import mixer_of
from dlcli.build.pipeline import Pipeline
from dlcli.build.precision import set_precision
from dlcli.build.resampling import resampled_by
from dlcli.build.splits import split_rows
from dlcli.build.table import columns_of
from dlcli.build.undoing import changed_label
from dlcli.ground.errors import DataError
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Column, Loaded, Source
from dlcli.recipe.check import Checked, check_draft
from dlcli.recipe.diagnostics import RecipeError
from dlcli.recipe.paths import with_environment

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Opened:
    """A recipe with its data opened: every fact is certain."""

    checked: Checked
    loaded: Loaded
    rows: Mapping[str, np.ndarray]
    learned: Fitted = field(default_factory=dict)
    """The vocabularies that were learned to know their sizes."""

    def batch_size(self) -> int:
        """The examples in a batch; `full` is all that train."""
        size = self.checked.recipe.data.batch_size
        return len(self.rows["train"]) if size == "full" else int(size)

    def columns(self) -> Mapping[str, Column]:
        """Features and labels by name."""
        return columns_of(self.checked, self.loaded)

    def classes(self, label: str) -> tuple[str, ...] | None:
        """The names of a label's classes; of `[negative, positive]` where it is binary."""
        known = self.loaded.facts.labels
        return known[label].names if label in known else None


def open_data(checked: Checked) -> Opened:
    """Opens the source and checks the recipe again with what is certain now.

    Raises:
        DataError: the data is missing or wrong, or it does not fit the recipe.
    """
    source = with_environment(checked.recipe.data.source)
    assert isinstance(source, Source)
    loaded = source.load()
    checked, rows, learned = certain(checked, loaded)
    if checked.recipe.objective.compares == "labels" and not checked.heads:
        raise DataError("the data has no label to learn", where="data.source", help="name its target or labels")
    refuse_overflow(loaded, checked.recipe)
    return Opened(checked, loaded, rows, learned)


def certain(checked: Checked, loaded: Loaded) -> tuple[Checked, Mapping[str, np.ndarray], Fitted]:
    """The recipe checked with all that the data tells; the rows of each split; the vocabularies of its texts.

    Raises:
        DataError: the data does not fit the recipe.
    """
    checked = _checked_again(checked, loaded, {}) if loaded.facts != checked.facts else checked
    rows = split_rows(loaded, checked.recipe.data.split, seed=checked.recipe.seed)
    sizes, learned = learned_vocabularies(checked, columns_of(checked, loaded), rows["train"])
    return (_checked_again(checked, loaded, sizes) if sizes else checked), rows, learned


def _checked_again(checked: Checked, loaded: Loaded, learned: dict[str, int]) -> Checked:
    """The recipe checked with what is certain now."""
    try:
        return check_draft(checked.draft, loaded.facts, learned)
    except RecipeError as error:
        raise DataFits(error) from None


class DataFits(RecipeError):
    """What the data itself shows to be wrong with a recipe: exit code 3."""

    exit_code = 3

    def __init__(self, error: RecipeError) -> None:
        super().__init__(error.diagnostics)


def pipeline_of(opened: Opened, front: Front) -> Pipeline:
    """The input pipeline of a recipe, with the transforms as Keras layers."""
    from dlcli.keras_objects.sample_weights import SAMPLE_WEIGHTS

    recipe, loaded = opened.checked.recipe, opened.loaded
    set_precision(recipe)
    columns = opened.columns()
    features = {name: columns[name] for name in opened.checked.taken()}
    beside = {name: opened.checked.facts.features[name].beside for name in features}
    labels = {
        head.label: ArrayColumn(
            encoded(
                changed_label(front, head.label, loaded.label_values[head.label]),
                head.loss.takes,
                loaded.facts.labels[head.label].classes,
            )
        )
        for head in opened.checked.heads
        if recipe.objective.compares == "labels"
    }
    name = loaded.facts.only_label() if recipe.objective.takes_class else None
    if name is not None:
        labels[name] = ArrayColumn(encoded(loaded.label_values[name], "index", None))
    if loaded.weights is not None:
        labels[SAMPLE_WEIGHTS] = ArrayColumn(encoded(loaded.weights, "number", None)[:, 0])
    pipeline = Pipeline(
        features,
        labels,
        opened.rows,
        front,
        opened.batch_size(),
        recipe.data.shuffle,
        recipe.seed,
        accumulated=recipe.training.gradient_accumulation,
        rounds=recipe.objective.rounds,
        phases=recipe.objective.phases,
        augmented=augmented_by(opened.checked),
        views=recipe.objective.views,
        mixer=mixer_of(opened.checked, opened.rows["train"]),
        resampled=resampled_by(opened),
        beside={name: {part: columns[part] for part in parts} for name, parts in beside.items() if parts},
    )
    if recipe.data.bucket_batches == 1:
        return pipeline
    texts = [name for name in features if opened.checked.features.features[name].shape == (None,)]
    lengths = lengths_of(texts, pipeline.feature, opened.rows["train"])
    buckets = Buckets(lengths, recipe.data.bucket_batches, pipeline.batch_size, recipe.seed)
    return replace(pipeline, buckets=buckets)

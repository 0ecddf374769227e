"""No key of a section is accepted and ignored: each, changed, changes what is built, decided, trained or kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from dlcli.parts.part import Part, Spec
from dlcli.parts.schedules.reduce_on_plateau import ReduceOnPlateau
from dlcli.recipe.model import Recipe
from tests.run.effects import (
    RECIPE,
    begun,
    built,
    compiled,
    controlled,
    guarded,
    placed_in,
    refused,
    trained,
    watched,
    write_models,
)

See = Callable[[Path, tuple[str, ...]], object]
"""A folder with a recipe, and overrides → what is seen."""


@dataclass(frozen=True)
class Case:
    """Values that a key takes, each with another effect, and the effect of what stands there else."""

    seen: See
    values: tuple[str, ...]
    beside: tuple[str, ...] = ()
    """What else the recipe says, before and after."""


PENALTY = "{type: l2, l2: 0.1}"
STOPPING = ("regularization.early_stopping={patience: 2}", "metrics=[accuracy]")
FLAT = ("regularization.early_stopping={monitor: val_accuracy, patience: 2}", "optimizer.learning_rate=0.000001")
"""The first epoch is the best."""
UNSPLIT = ("data.split.validation=null",)
PLATEAU = ("optimizer.learning_rate={type: reduce_on_plateau, initial_learning_rate: 1.0, patience: 1}",)
OTHER_WEIGHTS = ("training.initial_weights={checkpoint: FOLDER/parts.keras, network: one}",)
FROZEN = ("training.freeze={rows: [dense]}",)
CASES = {
    "data.source": Case(built, ("{type: digits, limit_per_class: 5}",)),
    "data.expect": Case(refused, ("{classes: 3}",)),
    "data.transforms": Case(built, ("[{type: scale_to, range: [0, 1]}]",)),
    "data.batch_size": Case(built, ("5", "full")),
    "data.shuffle": Case(built, ("false",)),
    "data.resampling": Case(built, ("oversample", "undersample")),
    "data.bucket_batches": Case(refused, ("2",)),
    "data.cache": Case(placed_in, ("memory", "disk")),
    "data.timeout": Case(watched, ("7",)),
    "data.split.validation": Case(built, ("0.5", "null")),
    "data.split.test": Case(built, ("0.25",)),
    "data.split.stratify": Case(built, ("true",)),
    "data.split.by": Case(built, ("time",)),
    "data.split.group": Case(refused, ("patient",)),
    "data.split.folds": Case(built, ("3", "4"), UNSPLIT),
    "data.split.fold": Case(built, ("2", "3"), (*UNSPLIT, "data.split.folds=3")),
    "training.epochs": Case(built, ("2",)),
    "training.steps": Case(built, ("5", "7"), ("training.epochs=null",)),
    "training.jit_compile": Case(compiled, ("true",)),
    "training.precision": Case(built, ("float64", "mixed_bfloat16", "mixed_float16")),
    "training.steps_per_execution": Case(trained, ("1",)),
    "training.gradient_accumulation": Case(built, ("2",)),
    "training.on_nan": Case(guarded, ("skip_step", "rollback")),
    "training.initial_weights.application": Case(begun, ("vgg16", "resnet50")),
    "training.initial_weights.checkpoint": Case(begun, ("FOLDER/one.keras", "FOLDER/two.keras")),
    "training.initial_weights.network": Case(begun, ("two",), OTHER_WEIGHTS),
    "training.initial_weights.skip": Case(begun, ("[dense_2]", "[dense]"), OTHER_WEIGHTS),
    "training.freeze.rows": Case(trained, ("[dense_2]",), FROZEN),
    "training.freeze.all_but_last": Case(trained, ("1",)),
    "training.freeze.until_epoch": Case(trained, ("1", "2"), FROZEN),
    "training.checkpoint.every_epochs": Case(trained, ("1", "2"), UNSPLIT),
    "training.checkpoint.every_steps": Case(trained, ("3",), UNSPLIT),
    "training.checkpoint.keep": Case(trained, ("1",), (*UNSPLIT, "training.checkpoint.every_epochs=1")),
    "regularization.kernel_regularizer": Case(built, (PENALTY,)),
    "regularization.bias_regularizer": Case(built, (PENALTY,)),
    "regularization.activity_regularizer": Case(built, (PENALTY,)),
    "regularization.augmentation": Case(built, ("[{type: random_flip, mode: horizontal}]",)),
    "regularization.label_smoothing": Case(trained, ("0.1", "0.2"), ("loss=categorical_crossentropy",)),
    "regularization.mixing": Case(trained, ("mixup", "cutmix"), ("loss=categorical_crossentropy",)),
    "regularization.early_stopping.monitor": Case(controlled, ("val_accuracy",), STOPPING),
    "regularization.early_stopping.patience": Case(controlled, ("4",), STOPPING),
    "regularization.early_stopping.mode": Case(refused, ("max",), STOPPING),
    "regularization.early_stopping.min_delta": Case(controlled, ("0.3",), STOPPING),
    "regularization.early_stopping.baseline": Case(controlled, ("0.85",), STOPPING),
    "regularization.early_stopping.restore_best_weights": Case(trained, ("false",), FLAT),
    "regularization.weight_averaging.momentum": Case(
        trained, ("0.5",), ("regularization.weight_averaging={momentum: 0.9}",)
    ),
    "regularization.weight_averaging.start": Case(trained, ("0", "0.5"), ("regularization.weight_averaging={}",)),
    "optimizer.learning_rate.initial_learning_rate": Case(controlled, ("0.5",), PLATEAU),
    "optimizer.learning_rate.monitor": Case(controlled, ("val_accuracy",), (*PLATEAU, "metrics=[accuracy]")),
    "optimizer.learning_rate.factor": Case(controlled, ("0.5",), PLATEAU),
    "optimizer.learning_rate.patience": Case(controlled, ("2",), PLATEAU),
    "optimizer.learning_rate.mode": Case(refused, ("max",), PLATEAU),
    "optimizer.learning_rate.min_delta": Case(controlled, ("0.3",), PLATEAU),
    "optimizer.learning_rate.cooldown": Case(controlled, ("2",), PLATEAU),
    "optimizer.learning_rate.min_lr": Case(controlled, ("0.05",), PLATEAU),
}


def keys(section: type[Spec], prefix: str = "") -> Iterator[str]:
    """The keys of a section, those of sections inside in place of theirs."""
    for name, field in section.model_fields.items():
        inside = [each for each in (field.annotation, *get_args(field.annotation)) if _is_section(each)]
        for each in inside:
            yield from keys(each, f"{prefix}{name}.")
        if not inside:
            yield f"{prefix}{name}"


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Spec) and not issubclass(annotation, Part)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("every_field")
    (path / "small.yaml").write_text(RECIPE, "utf-8")
    write_models(path)
    return path


def test_every_key_of_a_section_is_held_here() -> None:
    of_sections = {key for key in keys(Recipe) if "." in key}
    assert set(CASES) == of_sections | {f"optimizer.learning_rate.{name}" for name in ReduceOnPlateau.model_fields}


@cache
def before(seen: See, folder: Path, beside: tuple[str, ...]) -> object:
    return seen(folder, placed(folder, *beside))


def placed(folder: Path, *overrides: str) -> tuple[str, ...]:
    """With the folder of the models for which FOLDER stands."""
    return tuple(each.replace("FOLDER", str(folder)) for each in overrides)


@pytest.mark.parametrize("key", CASES)
def test_changed_it_changes_something(key: str, folder: Path) -> None:
    case = CASES[key]
    found = [before(case.seen, folder, case.beside)]
    for value in case.values:
        after = case.seen(folder, placed(folder, *case.beside, f"{key}={value}"))
        assert after not in found, f"{key}: {value} changes nothing"
        found.append(after)


def test_the_same_recipe_gives_the_same(folder: Path) -> None:
    """Or every test above would pass for nothing."""
    for seen, beside in {case.seen: case.beside for case in CASES.values()}.items():
        assert seen(folder, placed(folder, *beside)) == before(seen, folder, beside)

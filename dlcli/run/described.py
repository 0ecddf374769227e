"""What a run's model takes and gives, in its folder: `predict` needs no data but what it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dlcli.build.task import Task
from dlcli.ground.errors import CheckpointError, UsageError
from dlcli.parts.facts import ColumnKind, LabelKind
from dlcli.parts.sources._series import SeriesWindows
from dlcli.recipe.check import Checked
from dlcli.recipe.paths import with_environment
from dlcli.recipe.training import Precision
from dlcli.recipe.transformed import transforms_of
from dlcli.run.folder import RunFolder, find_run, write_json


@dataclass(frozen=True)
class Taken:
    """A feature that a model takes, as it is before the transforms."""

    shape: tuple[int | None, ...] | None
    text: bool = False
    image: bool = False
    columns: tuple[str, ...] = ()
    """The columns that stand side by side in it, of a table or a series."""
    key: str = ""
    """The array that it is in a file of arrays."""
    group: str | None = None
    """The column that says to which series a step belongs."""
    kind: ColumnKind | None = None
    """Of a column of a table."""
    may_miss: bool = False
    """Whether a number may be missing: the model fills it in."""


@dataclass(frozen=True)
class Given:
    """An answer that a model gives."""

    kind: LabelKind | None
    names: tuple[str, ...] | None
    from_logits: bool
    boundary: float


@dataclass(frozen=True)
class Description:
    """What a model takes and gives, by name."""

    objective: str
    precision: Precision
    takes: Mapping[str, Taken]
    gives: Mapping[str, Given]


def described(task: Task) -> Description:
    """The description of a task's model."""
    checked, facts = task.opened.checked, task.opened.checked.facts
    takes = dict[str, Taken]()
    for name in checked.taken():
        parts = (*facts.features[name].columns, *facts.features[name].beside) if facts.features[name].beside else ()
        takes |= {part: _taken(checked, part, name) for part in parts or (name,)}
    gives = {}
    for head in checked.heads if checked.recipe.objective.compares == "labels" else ():
        label = facts.labels[head.label]
        logits = bool(getattr(head.loss, "from_logits", False))
        # A class at each place is answered with numbers.
        names = None if label.shape and label.kind != "multi_label" else label.class_names()
        gives[head.label] = Given(label.kind, names, logits, head.loss.boundary)
    return Description(checked.recipe.objective.word, checked.recipe.training.precision, takes, gives)


def _taken(checked: Checked, name: str, whole: str) -> Taken:
    """A feature, or a column of the table `whole`."""
    source, feature = with_environment(checked.recipe.data.source), checked.facts.features[name]
    columns, group = feature.columns, None
    if isinstance(source, SeriesWindows):
        columns, group = source.names(), getattr(source, "group", None)
    transforms = transforms_of(checked.recipe, checked.facts)
    filled = any(each.transform.fills for part in (name, whole) for each in transforms.get(part, ()))
    key = str(getattr(source, "features", name))
    return Taken(feature.shape, feature.text, feature.image, columns, key, group, feature.kind, filled)


def write_description(folder: RunFolder, description: Description) -> None:
    """Writes `facts.json`."""
    write_json(folder.facts, asdict(description))


def read_description(target: Path) -> Description:
    """That of a run, or of the run in whose folder a model file lies.

    Raises:
        CheckpointError: there is no such run, or what it says of itself cannot be read.
        UsageError: a model file outside a run.
    """
    if not target.exists():
        raise CheckpointError("there is no such run or model file", where=str(target))
    folder = find_run(target) if target.is_dir() else RunFolder(target.resolve().parent)
    if not folder.facts.is_file():
        message = "facts.json is not beside this model, which says what it takes and gives"
        raise UsageError(message, where=str(target), help="name the folder of the run")
    try:
        found = json.loads(folder.facts.read_bytes())
        takes = {name: Taken(**_tuples(each)) for name, each in found["takes"].items()}
        gives = {name: Given(**_tuples(each)) for name, each in found["gives"].items()}
        return Description(found["objective"], found["precision"], takes, gives)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CheckpointError("what this run says of its model cannot be read", where=str(folder.facts)) from error


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}

"""Where a run keeps its examples: in memory, or in a file of the user's cache, which is made anew when data changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli import __version__
from dlcli.build.kept import digest_parts, keepable, kept_in_files, kept_in_memory, read_from_files
from dlcli.build.task import Task
from dlcli.ground import digests
from dlcli.ground.errors import Interrupted, ResourceError
from dlcli.ground.user_cache import cache_folder, made_once
from dlcli.recipe.memory import bytes_in_words
from dlcli.run.events import Listener, Noted
from dlcli.run.memory import free_memory

if TYPE_CHECKING:
    import numpy as np


def with_kept(task: Task, listener: Listener, heard: Callable[[], int | None]) -> Task:
    """The task with its examples where `data.cache` wants them; all of them are read here.

    Raises:
        ResourceError: there is no room for them.
        Interrupted: a signal came.
    """
    where, pipeline = task.recipe.data.cache, task.pipeline
    if where not in ("memory", "disk"):
        return task

    def step() -> None:
        number = heard()
        if number is not None:
            raise Interrupted(number, where="reading the examples")

    if where == "memory":
        _refuse_too_many(pipeline_bytes(task))
        return replace(task, pipeline=kept_in_memory(pipeline, step=step))
    final = _folder(task)
    made_once(final, lambda folder: kept_in_files(pipeline, folder, step=step))
    listener(Noted(f"{bytes_in_words(pipeline_bytes(task))} of examples are kept in {final}, and read from there"))
    return replace(task, pipeline=read_from_files(pipeline, final))


def pipeline_bytes(task: Task) -> int:
    """What the examples that are kept take."""
    return sum(each.bytes for each in keepable(task.pipeline).values())


def _refuse_too_many(size: int) -> None:
    free = free_memory()
    if free is not None and size > free:
        message = f"the examples take {bytes_in_words(size)}, {bytes_in_words(free)} are free"
        raise ResourceError(message, where="data.cache", help="write disk, or take it out")


def _folder(task: Task) -> Path:
    """One folder a recipe, in it the examples of its data, its transforms and what they learned."""
    checked = task.opened.checked
    source = checked.recipe.data.source.model_dump(mode="json")
    made_of = {
        "data": task.opened.loaded.fingerprint,
        "transforms": checked.recipe.model_dump(mode="json")["data"]["transforms"],
        "learned": {number: _digests(arrays) for number, arrays in task.fitted.items()},
        "precision": task.recipe.training.precision,
        "versions": [metadata.version("keras"), __version__],
        "kept": digest_parts(task.pipeline),
    }
    name = f"{task.opened.loaded.fingerprint[:16]}-{digests.of_json(made_of)[:32]}"
    return cache_folder("examples") / digests.of_json(source)[:32] / name


def _digests(arrays: Mapping[str, np.ndarray]) -> dict[str, str]:
    return {name: digests.of_bytes(values.tobytes()) for name, values in arrays.items()}

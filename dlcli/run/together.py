"""What all workers have to decide alike: how many updates come next, whether to save, whether to stop."""

from __future__ import annotations

from collections.abc import Callable

from dlcli.build.strategy import Distribution
from dlcli.build.task import Task
from dlcli.ground import digests
from dlcli.ground.errors import CheckpointError, DataError, DlcliError, UsageError
from dlcli.parts.strategies.one_device import OneDevice
from dlcli.run.folder import RunFolder


class Together:
    """The chief's clock and everyone's signals: asked by all workers at the same places."""

    def __init__(self, distribution: Distribution, signal: Callable[[], int | None]) -> None:
        self._distribution, self._signal = distribution, signal

    def agreed(self, wish: int) -> tuple[int, int | None]:
        """The chief's wish, and a signal that any of them heard."""
        heard = self._signal()
        if self._distribution.workers == 1:
            return wish, heard
        found = self._distribution.gathered([wish, heard or 0])
        return int(found[0, 0]), int(found[:, 1].max()) or None


def refuse_unequal(task: Task, folder: RunFolder) -> None:
    """Makes sure that all workers train the same run, by the same recipe, on the same data.

    Raises:
        CheckpointError, UsageError, DataError: a worker has another than the chief.
    """
    if task.distribution.workers == 1:
        return
    # Threads and devices may differ from machine to machine, and so may where the data lies.
    recipe = task.recipe.model_copy(update={"distribution": OneDevice(), "data": None, "name": None})
    data = [list(task.pipeline.splits), *([file.size, file.sha256] for file in task.opened.loaded.files)]
    sizes = [task.pipeline.size(split) for split in task.pipeline.splits]
    said = (folder.path.name, recipe.model_dump_json(), digests.of_json([data, sizes]))
    numbers = [int(digests.of_bytes(each.encode())[:15], 16) for each in said]
    kinds: tuple[tuple[str, type[DlcliError]], ...] = (
        ("run folder", CheckpointError),
        ("recipe", UsageError),
        ("data", DataError),
    )
    found = task.distribution.gathered(numbers)
    for worker in range(1, len(found)):
        for number, (noun, error) in enumerate(kinds):
            if found[worker, number] != found[0, number]:
                raise error(
                    f"worker {worker} has another {noun} than the chief",
                    where=str(folder.path),
                    help="let every worker see the same files",
                )

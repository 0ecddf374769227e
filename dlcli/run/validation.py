"""The look at the validation split when an epoch ends."""

from __future__ import annotations

from dlcli.build.task import Task
from dlcli.ground.errors import Interrupted
from dlcli.ground.failpoints import failpoint
from dlcli.run.evaluation import figures
from dlcli.run.pace import Pace
from dlcli.run.steps import Looking
from dlcli.run.together import Together


class Validation:
    """The figures of the validation split, where there is one, by functions that are compiled once."""

    def __init__(self, task: Task, together: Together) -> None:
        self._task, self._together = task, together
        self._pace = Pace(int(task.recipe.training.steps_per_execution))
        self._looking: Looking | None = None
        if "validation" in task.pipeline.splits:
            self._looking = Looking(
                objective=task.objective,
                scores=task.validation_scores,
                pipeline=task.pipeline,
                split="validation",
                jit_compile=bool(task.recipe.training.jit_compile),
                distribution=task.distribution,
            )

    def figures(self, *, step: int) -> dict[str, float]:
        """What the weights give after a step, the averaged ones where there are some.

        Raises:
            Interrupted: a signal came, and the look was not ended.
        """
        if self._looking is None:
            return {}

        def agreed(wish: int) -> int:
            failpoint("validation.piece")
            batches, number = self._together.agreed(wish)
            if number is not None:
                raise Interrupted(number, where=f"step {step}, before its validation")
            return batches

        with self._task.averaged():
            seen = figures(self._looking, self._pace, agreed)
        return {f"val_{name}": value for name, value in seen.items()}

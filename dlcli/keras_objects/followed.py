"""A schedule that goes by the updates of another optimizer."""

from __future__ import annotations

from typing import Any

import keras


class Followed(keras.optimizers.schedules.LearningRateSchedule):
    """The rate of a schedule at the number of updates that another optimizer has made."""

    def __init__(self, schedule: keras.optimizers.schedules.LearningRateSchedule, made: keras.Variable) -> None:
        self._schedule, self._made = schedule, made

    def __call__(self, step: Any) -> Any:
        return self._schedule(self._made.value)

    def get_config(self) -> dict[str, Any]:
        raise NotImplementedError("it lives as long as a training")

"""A learning rate that stays the same, as a schedule of Keras."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("dlcli")
class Constant(keras.optimizers.schedules.LearningRateSchedule):
    """The same rate at every update."""

    def __init__(self, learning_rate: float) -> None:
        super().__init__()
        self.learning_rate = learning_rate

    def __call__(self, step: Any) -> Any:
        return ops.convert_to_tensor(self.learning_rate)

    def get_config(self) -> dict[str, Any]:
        return {"learning_rate": self.learning_rate}

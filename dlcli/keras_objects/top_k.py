"""Keras's accuracy among the first k for outputs in float64, which TensorFlow cannot order."""

from __future__ import annotations

from typing import Any

import keras


class TopK(keras.metrics.TopKCategoricalAccuracy):
    """`keras.metrics.TopKCategoricalAccuracy`, which looks at float32."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        super().update_state(y_true, keras.ops.cast(y_pred, "float32"), sample_weight)


class SparseTopK(keras.metrics.SparseTopKCategoricalAccuracy):
    """`keras.metrics.SparseTopKCategoricalAccuracy`, which looks at float32."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        super().update_state(y_true, keras.ops.cast(y_pred, "float32"), sample_weight)

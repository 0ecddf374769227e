"""Transforms of labels: a network learns what they make of a label, and its answers are brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dlcli.build.precision import full_precision, keep_digits
from dlcli.ground.errors import DataError

if TYPE_CHECKING:
    import keras
    import numpy as np

    from dlcli.build.front import Front

_PREFIX = "undo"


def changed_label(front: Front, label: str, values: np.ndarray) -> np.ndarray:
    """Numbers of a label as its transforms leave them.

    Raises:
        DataError: a transform makes something of a number that is none.
    """
    import numpy as np

    changed = values
    for layer in front.get(label, ()):
        changed = np.asarray(layer(changed))
    bad = ~np.isfinite(changed)
    if bad.any():
        row = int(np.argwhere(bad)[0][0])
        message = f"the transforms of {label} make {changed[bad][0]:g} of {values[bad][0]:g}, in row {row}"
        raise DataError(message, where="data.transforms", help="look at the row and at the transforms' arguments")
    return changed


def undo(front: Front, label: str) -> tuple[keras.layers.Layer, ...]:
    """The layers that bring the answers to a label back, in their order."""
    found = [inverse(layer) for layer in reversed(front.get(label, ()))]
    for number, layer in enumerate(found):
        layer.name = f"{_PREFIX}-{number}-{label}"
    return tuple(found)


def label_of_undoing(layer: keras.layers.Layer) -> str | None:
    """The label that a layer of a model brings back; None where it does something else."""
    prefix, _, rest = layer.name.partition("-")
    return rest.partition("-")[2] if prefix == _PREFIX else None


def inverse(layer: keras.layers.Layer) -> keras.layers.Layer:
    """The layer that undoes another; the inverse of an inverse does the same as the first."""
    import keras
    import numpy as np

    from dlcli.keras_objects.log import Log

    with full_precision():
        found: Any
        if isinstance(layer, Log):
            found = Log(offset=layer.offset, invert=not layer.invert)
        elif isinstance(layer, keras.layers.Rescaling):
            scale = 1 / np.asarray(layer.scale, np.float64)
            found = keras.layers.Rescaling(scale=scale, offset=-np.asarray(layer.offset, np.float64) * scale)
        else:
            assert isinstance(layer, keras.layers.Normalization)
            mean, variance = (np.asarray(each, np.float64) for each in (layer.input_mean, layer.input_variance))
            found = keras.layers.Normalization(axis=layer.axis, mean=mean, variance=variance, invert=not layer.invert)
            found.build(layer.get_build_config()["input_shape"])
        keep_digits(found)
    return found


def brought_back(outputs: Any, layers: Mapping[str, Sequence[keras.layers.Layer]]) -> Any:
    """The outputs of a network in the units of its labels."""
    if isinstance(outputs, dict):
        return {name: _through(layers.get(name, ()), output) for name, output in outputs.items()}
    return _through(next(iter(layers.values()), ()), outputs)


def _through(layers: Sequence[keras.layers.Layer], tensor: Any) -> Any:
    for layer in layers:
        tensor = layer(tensor)
    return tensor

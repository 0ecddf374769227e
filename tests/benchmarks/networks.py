"""The networks of the recipes, as a person would write them with Keras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobs import CLASSES, JOBS
from keras import Input, Model, Sequential, layers


def mlp() -> list[Any]:
    """784-128-10."""
    return [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(CLASSES, activation="softmax")]


def lenet5() -> list[Any]:
    """LeNet-5."""
    return [
        layers.Conv2D(6, 5, padding="same", activation="tanh"),
        layers.AveragePooling2D(2),
        layers.Conv2D(16, 5, activation="tanh"),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(120, activation="tanh"),
        layers.Dense(84, activation="tanh"),
        layers.Dense(CLASSES, activation="softmax"),
    ]


def lstm() -> list[Any]:
    """An LSTM and its classes."""
    return [layers.LSTM(64), layers.Dense(CLASSES, activation="softmax")]


def _conv_bn(x: Any, filters: int, *, kernel_size: int = 3, strides: int = 1) -> Any:
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def _basic(x: Any, filters: int, *, strides: int = 1) -> Any:
    shortcut = x if strides == 1 else _conv_bn(x, filters, kernel_size=1, strides=strides)
    x = layers.ReLU()(_conv_bn(x, filters, strides=strides))
    return layers.ReLU()(layers.Add()([_conv_bn(x, filters), shortcut]))


def resnet18(x: Any) -> Any:
    """ResNet-18 with a 3×3 stem."""
    x = layers.ReLU()(_conv_bn(x, 64))
    for filters, strides in ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)):
        x = _basic(x, filters, strides=strides)
    return layers.Dense(CLASSES, activation="softmax")(layers.GlobalAveragePooling2D()(x))


ROWS: dict[str, Callable[[], list[Any]]] = {"mlp": mlp, "lenet5": lenet5, "lstm": lstm}


def network(name: str) -> Any:
    """The network of a job."""
    inputs = Input(JOBS[name].shape)
    return Sequential([inputs, *ROWS[name]()]) if name in ROWS else Model(inputs, resnet18(inputs))

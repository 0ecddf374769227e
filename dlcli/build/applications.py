"""Published weights of the architectures that `recipes/` has: Keras downloads them, and checks what it gets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dlcli.ground.errors import DataError

if TYPE_CHECKING:
    import keras

APPLICATIONS = {
    "densenet121": "DenseNet121",
    "mobilenet_v2": "MobileNetV2",
    "resnet50": "ResNet50",
    "resnet101": "ResNet101",
    "resnet152": "ResNet152",
    "vgg16": "VGG16",
    "vgg19": "VGG19",
}
"""Their names in `keras.applications`."""


def published(word: str) -> keras.Model:
    """An architecture with the weights that it learned on ImageNet; downloaded where they are not here yet.

    Raises:
        DataError: they cannot be had.
    """
    import keras

    try:
        model: keras.Model = getattr(keras.applications, APPLICATIONS[word])(weights="imagenet")
    except Exception as error:
        address = next((part.rstrip(":.,") for part in str(error).split() if part.startswith("https://")), "")
        folder = f"{os.environ.get('KERAS_HOME', '~/.keras')}/models"
        help_text = f"put {address.rpartition('/')[2]} from {address} into {folder}" if address else None
        raise DataError(f"the weights of {word} could not be downloaded", help=help_text) from error
    return model

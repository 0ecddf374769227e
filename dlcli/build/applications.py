"""Published weights of the architectures that `recipes/` has: Keras downloads them, and checks what it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.ground.downloads import where_to_put
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
        message = f"the weights of {word} could not be downloaded"
        raise DataError(message, help=where_to_put(error, "models")) from error
    return model

"""Pictures as the networks of `keras.applications` saw them when they learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from dlcli.parts.facts import Feature
from dlcli.parts.transforms._transform import Transform, TransformProblem, expect_numbers

if TYPE_CHECKING:
    import numpy as np

RANGES = {"caffe": (-123.68, 151.061), "tf": (-1.0, 1.0), "torch": (-0.485 / 0.229, (1 - 0.406) / 0.225)}


class ImagenetPreprocessing(Transform):
    """Colours from 0 to 255 less ImageNet's means, as `training.initial_weights: {application: …}` needs them.

    caffe: blue, green, red, less 103.939, 116.779, 123.68 (VGG, ResNet). tf: x / 127.5 - 1 (MobileNetV2). torch: red,
    green, blue by 255, less 0.485, 0.456, 0.406, by 0.229, 0.224, 0.225 (DenseNet).

    Example:
        type: imagenet_preprocessing
        mode: torch
    """

    mode: Literal["caffe", "tf", "torch"] = "caffe"
    """Which of the three."""

    def feature(self, given: Feature) -> Feature:
        expect_numbers(self.word, given)
        if given.shape is not None and (len(given.shape) != 3 or given.shape[-1] not in (3, None)):
            raise TransformProblem(
                f"{self.word} takes pictures of three channels, its input is not", help="take it out, or use scale_to"
            )
        if given.value_range not in (None, (0, 255)):
            low, high = given.value_range or (0, 0)
            raise TransformProblem(
                f"{self.word} takes values from 0 to 255, its input has {low:g} to {high:g}",
                help="put it in place of scale_to or rescaling",
            )
        return replace(given, value_range=RANGES[self.mode])

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        from dlcli.keras_objects.imagenet_preprocessing import ImagenetPreprocessing as Preprocessing

        return Preprocessing(**self.arguments())

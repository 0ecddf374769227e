"""Pictures without their colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dlcli.parts.facts import Feature
from dlcli.parts.transforms._transform import Transform, TransformProblem, expect_numbers

if TYPE_CHECKING:
    import numpy as np


class Grayscale(Transform):
    """Three channels become one: 0.2989 · red + 0.587 · green + 0.114 · blue, as bright as the colours look (BT.601).

    Example:
        type: grayscale
    """

    def feature(self, given: Feature) -> Feature:
        expect_numbers(self.word, given)
        if given.shape is None:
            return given
        if len(given.shape) != 3 or given.shape[-1] not in (3, None):
            message = "grayscale takes pictures of three channels, its input is not"
            raise TransformProblem(message, label="take it out")
        return replace(given, shape=(*given.shape[:-1], 1))

    def build_for(self, given: Feature, fitted: Mapping[str, np.ndarray]) -> Any:
        from dlcli.keras_objects.grayscale import Grayscale as Built

        return Built()

"""The initializer `variance_scaling`."""

from __future__ import annotations

from typing import Literal

from dlcli.parts.fields import Positive
from dlcli.parts.part import Part


class VarianceScaling(Part):
    """Mean 0 and variance scale / n, with n the inputs (`fan_in`), the outputs (`fan_out`) or their mean (`fan_avg`).

    he_normal is scale 2, lecun_normal scale 1 of `fan_in`; glorot_uniform is scale 1 of `fan_avg`, uniform.

    Example:
        type: variance_scaling
        scale: 2.0
        mode: fan_out
    """

    scale: Positive = 1.0
    """What the variance is, times n."""
    mode: Literal["fan_in", "fan_out", "fan_avg"] = "fan_in"
    """What n counts: inputs, outputs, or the mean of both."""
    distribution: Literal["truncated_normal", "untruncated_normal", "uniform"] = "truncated_normal"
    """The form of the draws."""

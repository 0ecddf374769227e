"""Each number divided by how strongly the channels around it answer."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Count, NotNegative, Positive
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._ranks import expect_axis


class LocalResponseNormalization(Layer):
    """aᵢ / (k + alpha · Σ aⱼ²)^beta, the sum over the `size` channels around i (Krizhevsky et al., 2012).

    At the first and last channels the sum has fewer terms. With an even `size` one more channel is taken behind than
    before. The defaults are AlexNet's. (PyTorch's divides alpha by size.)

    Shapes:
        (…, channels) → (…, channels).

    Example:
        type: local_response_normalization
        k: 1
    """

    size: Count = 5
    """Over how many channels squares are added up."""
    k: Positive = 2.0
    """What is added to the sum, so that nothing is divided by 0."""
    alpha: NotNegative = 0.0001
    """By how much the sum counts."""
    beta: Positive = 0.75
    """The power."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_axis(self.word, shapes[0])
        return shapes[0]

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.local_response_normalization import LocalResponseNormalization as Normalization

        return Normalization(**{**self.arguments(), **more})

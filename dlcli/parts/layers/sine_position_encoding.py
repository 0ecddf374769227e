"""Sines and cosines added at each place of a sequence."""

from __future__ import annotations

from typing import Any

from dlcli.parts.facts import Shape
from dlcli.parts.fields import Positive
from dlcli.parts.layers._layer import Layer
from dlcli.parts.layers._ranks import expect_rank


class SinePositionEncoding(Layer):
    """x + sin(place / max_wavelength^(i / channels)) at even channels i, the cosine with i - 1 at odd ones.

    Nothing is learned, and sequences may be of any length (Vaswani et al., 2017). Places count from 0.

    Shapes:
        (steps, channels) → (steps, channels).

    Example:
        type: sine_position_encoding
    """

    max_wavelength: Positive = 10000.0
    """What the wavelengths grow to, times 2π."""

    def output_shape(self, *shapes: Shape) -> Shape:
        expect_rank(self.word, shapes[0], 2, axes="steps, channels", help="reshape pictures to (steps, channels) first")
        return shapes[0]

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.sine_position_encoding import SinePositionEncoding as Encoding

        return Encoding(**{**self.arguments(), **more})

"""The initializer `stft`."""

from __future__ import annotations

from typing import ClassVar, Literal

from dlcli.parts.facts import Dimension
from dlcli.parts.part import Part


class Stft(Part):
    """window(t) · cos(2π · t · f / F) / scale, or -sin for `side: imag`: a short-time Fourier transform (Keras's STFT).

    For the kernel of a conv1d over one channel, (steps, 1, frequencies): each filter f listens to one of F = 2 ·
    (frequencies - 1) frequencies. scale is √Σ window² with `density`, Σ |window| with `spectrum`, 1 with `none`.

    Example:
        type: stft
        side: imag
    """

    keras_name: ClassVar[str] = "STFT"
    least_axes: ClassVar[int] = 3
    most_axes: ClassVar[int] = 3

    side: Literal["real", "imag"] = "real"
    """The cosine of each frequency, or its sine."""
    window: Literal["hann", "hamming", "blackman", "boxcar"] = "hann"
    """How steps fade towards both ends; boxcar does not."""
    scaling: Literal["density", "spectrum", "none"] = "density"
    """By what the window is divided."""
    periodic: bool = False
    """Whether the window goes on beyond its last step as if it came again."""

    def refuses(self, shape: tuple[Dimension, ...]) -> str:
        """What is wrong with a kernel of this shape; nothing, where it fits."""
        _, channels, frequencies = shape
        if channels not in (None, 1):
            return f"takes one channel, here are {channels}"
        return "needs two filters at least" if frequencies == 1 else ""

    def arguments(self) -> dict[str, object]:
        return {**super().arguments(), "scaling": None if self.scaling == "none" else self.scaling}

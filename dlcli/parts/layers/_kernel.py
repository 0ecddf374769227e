"""How far a kernel reaches, and how many places it takes along each axis."""

from __future__ import annotations

from typing import ClassVar, Protocol

from dlcli.parts.facts import Dimension
from dlcli.parts.fields import spread
from dlcli.parts.layers._layer import ShapeProblem, shape_text
from dlcli.parts.layers._spatial import Padding, windows


class Kernel(Protocol):
    """What a layer with a moving kernel has."""

    word: ClassVar[str]
    rank: ClassVar[int]

    @property
    def kernel_size(self) -> Dimension | tuple[Dimension, ...]: ...
    @property
    def strides(self) -> Dimension | tuple[Dimension, ...]: ...
    @property
    def dilation_rate(self) -> Dimension | tuple[Dimension, ...]: ...


def reach(layer: Kernel) -> tuple[Dimension, ...]:
    """How far the kernel reaches along each axis, its gaps included."""
    kernel, dilation = spread(layer.kernel_size, layer.rank), spread(layer.dilation_rate, layer.rank)
    pairs = zip(kernel, dilation, strict=True)
    return tuple(None if size is None or rate is None else (size - 1) * rate + 1 for size, rate in pairs)


def places(layer: Kernel, sizes: tuple[Dimension, ...], padding: Padding) -> tuple[Dimension, ...]:
    """How many places the kernel takes along each axis.

    Raises:
        ShapeProblem: the kernel is larger than the input.
    """
    far, strides = reach(layer), spread(layer.strides, layer.rank)
    counts = tuple(
        windows(size, window=window, stride=stride, padding=padding)
        for size, window, stride in zip(sizes, far, strides, strict=True)
    )
    if any(count is not None and count < 1 for count in counts):
        spread_out = " (spread by dilation_rate)" if far != spread(layer.kernel_size, layer.rank) else ""
        raise ShapeProblem(
            f"{layer.word}'s kernel {shape_text(far)}{spread_out} is larger than its input {shape_text(sizes)}",
            field="kernel_size",
            label=f"input is {shape_text(sizes)}",
            help="write padding: same, a smaller kernel_size, or pool less before it",
            code="too-small-input",
        )
    return counts

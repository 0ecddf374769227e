"""The kernels of a short-time Fourier transform beside NumPy's own transform."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import get_window

from dlcli.parts.layers._layer import ShapeProblem
from tests.parts.cases import read

STEPS, FREQUENCIES = 8, 5


@pytest.mark.parametrize("scaling", ["density", "spectrum", "none"])
@pytest.mark.parametrize("window", ["hann", "hamming", "blackman", "boxcar"])
def test_filters_are_those_of_the_transform(window: str, scaling: str) -> None:
    signal = np.random.default_rng(3).normal(size=STEPS)
    faded = get_window(window, STEPS, fftbins=False)
    scale = {"density": np.sqrt((faded**2).sum()), "spectrum": np.abs(faded).sum(), "none": 1.0}[scaling]
    wanted = np.fft.rfft(signal * faded / scale)
    for side, part in (("real", wanted.real), ("imag", wanted.imag)):
        kernel = read("initializers", "stft", {"side": side, "window": window, "scaling": scaling}).build()(
            (STEPS, 1, FREQUENCIES), dtype="float64"
        )
        np.testing.assert_allclose(np.tensordot(signal, np.asarray(kernel)[:, 0], 1), part, atol=1e-12)


@pytest.mark.parametrize(("channels", "filters", "said"), [(2, 5, "takes one channel"), (1, 1, "two filters at least")])
def test_kernels_that_it_does_not_fit_are_told(channels: int, filters: int, said: str) -> None:
    layer = read("layers", "conv1d", {"filters": filters, "kernel_size": 4, "kernel_initializer": "stft"})
    with pytest.raises(ShapeProblem, match=said):
        layer.checked_weights((20, channels))  # type: ignore[attr-defined]

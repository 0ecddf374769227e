"""Normalization within each example."""

from __future__ import annotations

from dlcli.parts.layers._normalization import ChannelNormalization


class LayerNormalization(ChannelNormalization):
    """y = gamma · (x - mean) / √(variance + epsilon) + beta, mean and variance over the last axis (Ba et al., 2016).

    Shapes:
        (…, n) → (…, n); gamma and beta (n,).

    Example:
        type: layer_normalization
    """

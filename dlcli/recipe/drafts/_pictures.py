"""The layers of a small convolutional network."""

from __future__ import annotations

_WIDTHS = (32, 64, 96, 128)
_SMALLEST = 4


def network(size: int) -> str:
    """Blocks of convolutions until little is left of pictures of this height and width; the last layer is to follow."""
    rows, left = [], size
    for width in _WIDTHS:
        rows.append(f"  - {{use: conv_bn_relu, repeat: 2, with: {{filters: {width}}}}}\n")
        if left // 2 < _SMALLEST:
            break
        left //= 2
        rows.append(f"  - {{type: max_pooling2d, pool_size: 2}}   # {left}×{left}\n")
    return f"""blocks:
  conv_bn_relu:
    layers:
      - {{type: conv2d, filters: "${{filters}}", kernel_size: 3, padding: same, use_bias: false}}
      - {{type: batch_normalization, momentum: 0.9}}
      - relu

layers:
{"".join(rows)}  - global_average_pooling2d
  - {{type: dropout, rate: 0.3}}
"""


def ending(*, classes: bool, regularization: str = "") -> str:
    """Rate and length: what such a network gives on held back pictures jumps at first, so nothing stops it early."""
    metrics = "accuracy" if classes else "mean_absolute_error"
    return f"""
metrics: [{metrics}]
optimizer: {{type: adam, learning_rate: {{type: cosine_decay, initial_learning_rate: 0.002}}}}
{regularization}training: {{epochs: 15}}
"""

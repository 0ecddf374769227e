"""Momentum whose steps turn a matrix in all directions alike."""

from __future__ import annotations

from typing import Any

from dlcli.parts.fields import Count, Momentum, NotNegative, Number, Positive, Rate
from dlcli.parts.optimizers._optimizer import Optimizer


class Muon(Optimizer):
    """weight -= learning_rate · rms_rate · √max(rows, columns) · O(gradient + momentum · v) (Jordan et al., 2024).

    v ← momentum · v + gradient. O brings the singular values of a matrix near 1: X is divided by its norm, then
    `ns_steps` times X ← muon_a · X + (muon_b · X Xᵀ + muon_c · (X Xᵀ)²) X. Only weights of two axes that are no table
    of an embedding are moved so; all others by `adamw`, with learning_rate · adam_lr_ratio.

    Example:
        type: muon
        learning_rate: 0.002
    """

    weight_decay: NotNegative = 0.004
    momentum: Momentum = 0.95
    """How much of v is kept at each step."""
    nesterov: bool = True
    """Whether the step looks ahead: gradient + momentum · v; else it is v."""
    ns_steps: Count = 5
    """How often singular values are brought nearer to 1."""
    muon_a: Number = 3.4445
    """The factor of X."""
    muon_b: Number = -4.775
    """The factor of X Xᵀ X."""
    muon_c: Number = 2.0315
    """The factor of (X Xᵀ)² X."""
    rms_rate: Positive = 0.2
    """What steps are multiplied by beside √max(rows, columns), so that they are as large as those of adamw."""
    exclude_embeddings: bool = True
    """Whether the tables of embeddings are left to adamw."""
    adam_beta_1: Rate = 0.9
    """For what adamw moves: how much of the gradient's moving mean is kept at each step."""
    adam_beta_2: Rate = 0.999
    """For what adamw moves: how much of the squared gradient's moving mean is kept at each step."""
    adam_weight_decay: NotNegative = 0.004
    """For what adamw moves: the share of each weight, times the learning rate, that every update takes away."""
    adam_lr_ratio: Positive = 1.0
    """For what adamw moves: by what the learning rate is multiplied."""
    epsilon: Positive = 1e-7
    """For what adamw moves: added below the fraction, so that nothing is divided by 0."""

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.muon import Muon as OfEveryType

        return OfEveryType(**{**self.arguments(), **more})

"""How far one distribution is from another."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.losses._loss import LabelForm, Loss


class KLDivergence(Loss):
    """Σ label · log(label / p), with probabilities p as output (Kullback and Leibler, 1951); both are cut off at 1e-7.

    Shapes:
        (batch, classes), (batch, classes) → (batch,).

    Example:
        type: kl_divergence
    """

    takes: ClassVar[LabelForm] = "one_hot"

"""Each example as a weighted sum of two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dlcli.parts.fields import Positive
from dlcli.parts.mixings._mixing import Mixing, blended

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class Mixup(Mixing):
    """x = λ · x₁ + (1 - λ) · x₂, and the labels alike, with λ from a beta distribution (Zhang et al., 2018).

    λ is drawn for each example from Beta(alpha, alpha), x₂ from the whole training split. (The paper's code, and
    Keras's layer, take x₂ from the same batch; the paper's formula does not.)

    Example:
        type: mixup
        alpha: 0.3
    """

    keras_name: ClassVar[str] = "mix_up"

    alpha: Positive = 0.2
    """How even the mixtures are: near 0 hardly any is mixed, with 1 each share is as likely as another."""

    def table(self) -> Any:
        from dlcli.keras_objects.beta_quantiles import beta_quantiles

        return beta_quantiles(self.alpha)

    def mixed(
        self, own: tf.Tensor, partners: tf.Tensor, draws: ExampleDraws, table: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        shares = draws.looked_up(1, table)
        return blended(own, partners, shares), shares

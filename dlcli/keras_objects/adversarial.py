"""The losses of two networks that play against each other, from the discriminator's outputs, shape (batch, 1)."""

from __future__ import annotations

from abc import ABC, abstractmethod

import tensorflow as tf


class AdversarialLoss(ABC):
    """What each network makes small, an example at a time."""

    probabilities = True
    """Whether the discriminator's outputs are logits of probabilities."""

    @abstractmethod
    def real(self, outputs: tf.Tensor) -> tf.Tensor:
        """The discriminator's loss for real examples."""

    @abstractmethod
    def generated(self, outputs: tf.Tensor) -> tf.Tensor:
        """The discriminator's loss for generated examples."""

    @abstractmethod
    def generator(self, outputs: tf.Tensor) -> tf.Tensor:
        """The generator's loss."""

    def shown(self, outputs: tf.Tensor) -> tf.Tensor:
        """The outputs as people read them: probabilities, or scores."""
        return tf.sigmoid(outputs) if self.probabilities else outputs


class MinMax(AdversarialLoss):
    """-log D(x) - log(1 - D(G(z))) against log(1 - D(G(z)))."""

    def __init__(self, *, label_smoothing: float = 0.0) -> None:
        self._smoothing = label_smoothing

    def real(self, outputs: tf.Tensor) -> tf.Tensor:
        # -log sigmoid(a) = softplus(-a), and -log(1 - sigmoid(a)) = softplus(a).
        return (1 - self._smoothing) * tf.nn.softplus(-outputs) + self._smoothing * tf.nn.softplus(outputs)

    def generated(self, outputs: tf.Tensor) -> tf.Tensor:
        return tf.nn.softplus(outputs)

    def generator(self, outputs: tf.Tensor) -> tf.Tensor:
        return -tf.nn.softplus(outputs)


class NonSaturating(MinMax):
    """The generator makes -log D(G(z)) small."""

    def generator(self, outputs: tf.Tensor) -> tf.Tensor:
        return tf.nn.softplus(-outputs)


class Wasserstein(AdversarialLoss):
    """f(G(z)) - f(x) against -f(G(z))."""

    probabilities = False

    def real(self, outputs: tf.Tensor) -> tf.Tensor:
        return -outputs

    def generated(self, outputs: tf.Tensor) -> tf.Tensor:
        return outputs

    def generator(self, outputs: tf.Tensor) -> tf.Tensor:
        return -outputs

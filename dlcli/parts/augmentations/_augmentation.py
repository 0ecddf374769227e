"""What every augmentation has: what it makes of a batch of pictures, and the pictures that it takes."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from dlcli.parts.facts import Feature
from dlcli.parts.part import Part

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


class AugmentationProblem(ValueError):
    """An augmentation that does not fit the feature it is given."""

    def __init__(self, message: str, *, key: str = "type", label: str = "", help: str = "") -> None:
        super().__init__(message)
        self.message, self.key, self.label, self.help = message, key, label, help
        self.path: tuple[str | int, ...] = ()
        """Where the augmentation stands within another one."""


class Augmentation(Part):
    """A change of each training example at random, another one in each epoch; shape and range of values stay."""

    numbers: ClassVar[int] = 2
    """How many numbers it draws for an example, at most."""

    def counters(self) -> int:
        """Its share of the draws: a counter gives two numbers."""
        return -(-self.numbers // 2)

    def expect(self, given: Feature) -> None:
        """Looks whether it fits what it is given.

        Raises:
            AugmentationProblem: it does not.
        """
        if given.text or (given.shape is not None and len(given.shape) != 3):
            axes = 0 if given.shape is None else len(given.shape)
            has = "text" if given.text else "one axis" if axes == 1 else f"{axes} axes"
            message = f"{self.word} takes pictures (height, width, channels), the network's input has {has}"
            raise AugmentationProblem(message, label="take it out")

    @abstractmethod
    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        """A batch of pictures, each changed by its own draws; `given` holds the range of their values."""

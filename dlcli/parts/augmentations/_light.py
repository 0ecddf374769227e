"""What changes the values of a picture and needs to know their range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dlcli.parts.augmentations._augmentation import Augmentation, AugmentationProblem
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Ends

if TYPE_CHECKING:
    import tensorflow as tf


class Light(Augmentation):
    """A picture with other values in the same range."""

    value_range: Annotated[tuple[float, float], Ends()] | None = None
    """The lowest and the highest value, which none leaves. Default: the range that the transforms end in."""

    def expect(self, given: Feature) -> None:
        super().expect(given)
        if self.value_range is None and given.value_range is None and given.shape is not None:
            raise AugmentationProblem(
                f"{self.word} needs the range of the pictures, and behind the transforms it is not known",
                label="add value_range: [LOW, HIGH]",
                help="or let the transforms end in {type: scale_to, range: [0, 1]}",
            )
        if self.value_range is not None and given.value_range not in (None, self.value_range):
            low, high = given.value_range or self.value_range
            message = f"value_range is not that of the pictures, {low:g} to {high:g}"
            raise AugmentationProblem(message, key="value_range", label="take it out")

    def ends(self, given: Feature) -> tuple[float, float]:
        """The range of the pictures' values."""
        found = self.value_range or given.value_range
        assert found is not None
        return found

    def within(self, images: tf.Tensor, given: Feature) -> tf.Tensor:
        """The pictures with what left the range brought back to its ends."""
        import tensorflow as tf

        return tf.clip_by_value(images, *self.ends(given))


def for_each(numbers: tf.Tensor, images: tf.Tensor) -> tf.Tensor:
    """One number for each picture of a batch, in the pictures' type and rank."""
    import tensorflow as tf

    return tf.cast(numbers, images.dtype)[:, tf.newaxis, tf.newaxis, tf.newaxis]

"""What moves the pixels of a picture: between them values are interpolated, beyond the edges something is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.parts.augmentations._augmentation import Augmentation, AugmentationProblem
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Number
from dlcli.parts.part import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tensorflow as tf


class Motion(Augmentation):
    """A picture whose pixels are taken from other places of it."""

    fill_mode: Literal["reflect", "wrap", "constant", "nearest"] = "reflect"
    """What stands beyond the edges: the picture mirrored or again, fill_value, or the pixels of the edge."""
    interpolation: Literal["bilinear", "nearest"] = "bilinear"
    """How values between pixels are found."""
    fill_value: Number | None = None
    """What is filled in where fill_mode is constant. Default: 0."""

    @field_validator("fill_value")
    @classmethod
    def _is_filled_in(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is not None and info.data.get("fill_mode", "constant") != "constant":
            raise problem("wrong-value", "", expected="left out unless fill_mode is constant", value=value)
        return value

    def expect(self, given: Feature) -> None:
        super().expect(given)
        filled = self.fill_value or 0.0
        if self.fill_mode == "constant" and given.value_range is not None:
            low, high = given.value_range
            if not low <= filled <= high:
                message = f"{self.word} fills in {filled:g}, the pictures have values from {low:g} to {high:g}"
                key = "fill_mode" if self.fill_value is None else "fill_value"
                label = f"add fill_value: {low:g}" if self.fill_value is None else f"write {low:g}"
                raise AugmentationProblem(message, key=key, label=label, help="or fill_mode: reflect")

    def moved(self, images: tf.Tensor, matrix: Sequence[tf.Tensor]) -> tf.Tensor:
        """Each picture with the pixel (x, y) taken from (a·x + b·y + c, d·x + e·y + f); the matrix is a to f."""
        import keras
        import tensorflow as tf

        rows = [tf.cast(each, tf.float32) for each in matrix]
        whole = tf.stack([*rows, tf.zeros_like(rows[0]), tf.zeros_like(rows[0])], axis=1)
        return keras.ops.image.affine_transform(
            images,
            whole,
            interpolation=self.interpolation,
            fill_mode=self.fill_mode,
            fill_value=self.fill_value or 0.0,
            data_format="channels_last",
        )


def centre(images: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """The place in the middle of the pictures: x, y, in float64."""
    import tensorflow as tf

    sizes = tf.cast(tf.shape(images)[1:3] - 1, tf.float64) / 2
    return sizes[1], sizes[0]

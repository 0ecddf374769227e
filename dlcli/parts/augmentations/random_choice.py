"""One of several augmentations at random."""

from __future__ import annotations

from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, ValidationInfo, field_validator

from dlcli.parts.augmentations._augmentation import Augmentation, AugmentationProblem
from dlcli.parts.augmentations._light import for_each
from dlcli.parts.facts import Feature
from dlcli.parts.fields import Momentum
from dlcli.parts.part import Of, problem

if TYPE_CHECKING:
    import tensorflow as tf

    from dlcli.keras_objects.example_draws import ExampleDraws


def _some(value: list[Any]) -> list[Any]:
    if not value:
        raise problem("wrong-value", "", expected="a list with at least one augmentation", value=value)
    return value


class RandomChoice(Augmentation):
    """Each picture changed by one of several augmentations, drawn for it alone.

    With one augmentation and one probability it is applied to that share of the pictures.

    Example:
        type: random_choice
        augmentations:
          - {type: random_rotation, factor: 0.1}
          - {type: gaussian_noise, stddev: 0.05}
        probabilities: [0.5, 0.25]
    """

    augmentations: Annotated[list[Annotated[Augmentation, Of("augmentations")]], AfterValidator(_some)]
    """What is chosen from."""
    probabilities: list[Momentum] | None = None
    """How probable each is; what is missing to 1 leaves the picture as it is. Default: all are as probable."""

    @field_validator("probabilities")
    @classmethod
    def _are_probabilities(cls, value: list[float] | None, info: ValidationInfo) -> list[float] | None:
        given = info.data.get("augmentations")
        if value is not None and given is not None and (len(value) != len(given) or not 0 < fsum(value) <= 1 + 1e-9):
            expected = f"a list with a number for each augmentation ({len(given)}), adding up to 1 or less"
            raise problem("wrong-value", "", expected=expected, value=value)
        return value

    def counters(self) -> int:
        """One for the choice, and those of each augmentation."""
        return 1 + sum(each.counters() for each in self.augmentations)

    def expect(self, given: Feature) -> None:
        super().expect(given)
        for index, each in enumerate(self.augmentations):
            try:
                each.expect(given)
            except AugmentationProblem as mistake:
                mistake.path = ("augmentations", index, *mistake.path)
                raise

    def changed(self, images: tf.Tensor, draws: ExampleDraws, given: Feature) -> tf.Tensor:
        import tensorflow as tf

        chance, made, first = for_each(draws.uniform(0, 0.0, 1.0), images), images, 1
        for each, (low, high) in zip(self.augmentations, self._stretches(), strict=True):
            changed = each.changed(images, draws.part(first, each.counters()), given)
            made = tf.where((chance >= low) & (chance < high), changed, made)
            first += each.counters()
        return made

    def _stretches(self) -> list[tuple[float, float]]:
        """Where a chance from 0 to 1 has to fall for each augmentation."""
        count = len(self.augmentations)
        shares = self.probabilities or [1 / count] * count
        ends = [min(fsum(shares[:number]), 1.0) for number in range(count + 1)]
        # What rounding leaves below 1 is nobody's.
        ends[-1] = 1.0 if fsum(shares) > 1 - 1e-9 else ends[-1]
        return list(pairwise(ends))

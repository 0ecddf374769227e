"""What changes the colours of a picture: it takes three channels, red, green and blue."""

from __future__ import annotations

from dlcli.parts.augmentations._augmentation import AugmentationProblem
from dlcli.parts.augmentations._light import Light
from dlcli.parts.facts import Feature


class Color(Light):
    """A picture in other colours of the same range."""

    def expect(self, given: Feature) -> None:
        super().expect(given)
        channels = given.shape[-1] if given.shape is not None else None
        if channels not in (None, 3):
            has = "one channel" if channels == 1 else f"{channels} channels"
            message = f"{self.word} takes pictures with 3 channels (red, green, blue), the network's input has {has}"
            raise AugmentationProblem(message, label="take it out")

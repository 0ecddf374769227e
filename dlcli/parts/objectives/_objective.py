"""What every objective has: the networks it needs, what each takes and gives, and what one of its steps computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, NamedTuple

from dlcli.parts.facts import Feature, Shape
from dlcli.parts.part import Part

SINGLE = "layers"
"""How the one network of `layers` is called."""


class Wanted(NamedTuple):
    """What a network has to give."""

    shape: Shape
    of: str
    """What has this shape, in words: `image`."""


class Objective(Part):
    """What is learned from a batch."""

    networks: ClassVar[tuple[str, ...]] = ()
    """The networks that it needs, in the order in which they are computed; none where it takes `layers` alone."""
    takes_layers: ClassVar[bool] = True
    """Whether `layers`, a single network, is enough."""
    compares: ClassVar[Literal["labels", "feature", "nothing"]] = "labels"
    """What the outputs are compared with: the labels of the data, the feature that went in, or neither."""
    usual_loss: ClassVar[str | None] = None
    """The loss where the recipe names none; None: by the label."""

    losses: ClassVar[tuple[str, ...]] = ()
    """The losses that it can take; any, where none is named."""
    own_loss: ClassVar[bool] = False
    """Whether it brings the loss itself, so that a recipe can name none."""
    views: ClassVar[int] = 1
    """How often an example is augmented: with 2, a batch of it holds two views, in training and validation."""
    rows: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The rows of each network that it reads itself, by their names; those of one network have one shape."""
    needs: ClassVar[tuple[str, ...]] = ()
    """The features that the data has to have, by their names."""
    prepares: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    """The networks and features that this objective changes before the network takes them."""
    stands_for: ClassVar[str | None] = None
    """The network that a run stands for; None: all of them, one after the other."""
    shares_rows: ClassVar[bool] = True
    """Whether a network may take rows of those above it."""
    less_is_better: ClassVar[bool] = True
    """Whether a smaller loss is a better network."""
    phases: ClassVar[int] = 1
    """How many updates of its own a step has, each by the same batch."""
    endings: ClassVar[Mapping[str, Literal["score", "feature", "words"]]] = {}
    """The networks that give a score of any size, numbers in the feature's range, or what the loss reads for words."""

    @property
    def takes_class(self) -> bool:
        """Whether networks may take the class of an example, as `label`."""
        return bool(getattr(self, "conditional", False))

    @property
    def reports(self) -> tuple[str, ...]:
        """What its loss is made of, each reported as the mean over the examples."""
        return ()

    @property
    def rounds(self) -> int:
        """How many batches an update takes beside what gradient accumulation makes of each."""
        return 1

    def inputs(
        self, network: str, features: Mapping[str, Feature], given: Mapping[str, Shape]
    ) -> Mapping[str, Feature]:
        """What a network may take by name: features of the data, or what this objective computes.

        `given` holds the output shapes of the networks before it, and those of their named rows: `encoder.code`.
        """
        return features

    def outputs(self, networks: tuple[str, ...], features: Mapping[str, Feature]) -> Mapping[str, Wanted]:
        """What networks have to give, where this objective has a say; `features` are those that they take."""
        return {}

    def idle(self, loss: str) -> str | None:
        """The field that changes nothing with this loss, if one is given."""
        return None

    def build(self, **more: Any) -> Any:
        """The `ObjectiveStep` of `dlcli.keras_objects` that computes it.

        It is given the Keras `networks` by name, the names that each of them `takes`, and the `heads` of the recipe.
        """
        raise NotImplementedError

"""What every objective has: the networks it needs, and what one of its steps computes."""

from __future__ import annotations

from typing import Any

from dlcli.parts.part import Part


class Objective(Part):
    """What is learned from a batch."""

    def build(self, **more: Any) -> Any:
        """The object of `dlcli.keras_objects` that computes it."""
        raise NotImplementedError

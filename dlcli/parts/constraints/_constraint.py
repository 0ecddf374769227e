"""What constraints on a norm share: the axes over which it is taken."""

from __future__ import annotations

from typing import Annotated

from dlcli.parts.fields import Whole
from dlcli.parts.part import Part


class Constraint(Part):
    """What weights are held to after each update."""

    def misfit(self, axes: int) -> str:
        """Why it cannot hold weights with this many axes; empty where it can."""
        return ""


class NormConstraint(Constraint):
    """Holds the norm √(Σ w²) of each unit's weights, whatever their direction."""

    axis: Annotated[int | tuple[int, ...] | None, Whole(least=0, lists=True)] = None
    """Over which axes a norm is taken: [0, 1, 2] for each filter of conv2d. Default: 0, for what has at most 2 axes."""

    def misfit(self, axes: int) -> str:
        if self.axis is None:
            first = ", ".join(map(str, range(axes - 1)))
            return f"needs its axes named: [{first}] takes a norm for each place of the last" if axes > 2 else ""
        named = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        return f"takes axes from 0 to {axes - 1} here, not {max(named)}" if max(named) >= axes else ""

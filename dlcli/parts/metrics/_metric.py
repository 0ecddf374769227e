"""What every metric has: a name in the log, which label forms it takes, and whether more is better."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from dlcli.parts.fields import Name
from dlcli.parts.part import Part


class Metric(Part):
    """A figure over a split, reported and not trained on. Outputs reach it as probabilities, logits or not."""

    takes: ClassVar[frozenset[str]] = frozenset({"number"})
    """The label forms that it can read: `index`, `one_hot`, `binary`, `number`."""
    better: ClassVar[Literal["more", "less"]] = "more"

    name: Name | None = None
    """What logs and tables call it; without it its word."""

    def label(self) -> str:
        """Its name in logs and tables."""
        return self.name or self.word

    def build_for(self, form: str, *, boundary: float = 0.5) -> Any:
        """The Keras metric for labels of a form; a single output above the boundary means yes."""
        return self.build(name=self.label())

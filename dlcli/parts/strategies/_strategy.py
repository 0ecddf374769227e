"""What every strategy has: a tf.distribute strategy, and how it is called."""

from __future__ import annotations

from typing import Any

from dlcli.parts.part import Part


class Strategy(Part):
    """Where the training runs."""

    def build(self, **more: Any) -> Any:
        """The tf.distribute strategy."""
        raise NotImplementedError

    def describe(self) -> str:
        """The devices it uses, in words."""
        return self.word

"""A run, and how it is asked to go on."""

from __future__ import annotations

from dataclasses import dataclass

from dlcli.build.task import Opened
from dlcli.recipe.check import Checked, check_draft
from dlcli.run.amended import Amendment, amended
from dlcli.run.folder import RunFolder


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person says beside `--resume`."""

    overrides: tuple[str, ...] = ()
    allow_inexact: bool = False
    from_step: int | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run with its recipe, and the recipe that it is asked to have."""

    folder: RunFolder
    then: Checked
    now: Checked | None
    """None where that is its own."""
    asked: Asked

    def amendment(self, opened: Opened | None = None) -> Amendment:
        """What has changed in the recipe; without the data, as far as it is certain then.

        Raises:
            CheckpointError: it has changed in what a run has to keep.
        """
        if self.now is None:
            return Amendment(None)
        return amended(
            opened.checked if opened else self.then,
            check_draft(self.now.draft, opened.loaded.facts) if opened else self.now,
            overrides=self.asked.overrides,
            allow_inexact=self.asked.allow_inexact,
            earlier=self.asked.from_step is not None,
            certain=opened is not None,
        )

    def leaves_finished(self, amendment: Amendment) -> bool:
        """Whether the run is complete and nothing asks for more."""
        return self.folder.finished and not amendment.longer and self.asked.from_step is None

"""A run, and how it is asked to go on."""

from __future__ import annotations

import os
from dataclasses import dataclass

from dlcli.build.opened import Opened, certain
from dlcli.ground.cluster import found
from dlcli.ground.errors import CheckpointError
from dlcli.recipe.check import Checked
from dlcli.run.amended import Amendment, amended
from dlcli.run.folder import RunFolder
from dlcli.run.worker import SHARED


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
            certain(self.now, opened.loaded)[0] if opened else self.now,
            overrides=self.asked.overrides,
            allow_inexact=self.asked.allow_inexact,
            earlier=self.asked.from_step is not None,
            certain=opened is not None,
        )

    def leaves_finished(self, amendment: Amendment) -> bool:
        """Whether the run is complete and nothing asks for more."""
        return self.folder.finished and not amendment.longer and self.asked.from_step is None


def refuse_other_workers(folder: RunFolder, checked: Checked) -> None:
    """Refuses to go on in one process with what several workers began, and the other way round.

    Raises:
        CheckpointError: that is so.
    """
    here, word = found(os.environ), checked.recipe.distribution.word
    where = str(folder.path)
    if here is None and word == "multi_worker":
        help_text = f"on one machine: dlcli train {folder.path} --resume --workers N, with as many as it had"
        raise CheckpointError("this run was trained by several workers, and this is one", where=where, help=help_text)
    if here is not None and word not in SHARED:
        message = f"this run was trained by one process ({word}), and these are {here.workers} workers"
        raise CheckpointError(message, where=where, help="go on without --workers")

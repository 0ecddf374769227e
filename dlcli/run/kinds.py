"""What a run has learned to do."""

from __future__ import annotations

from pathlib import Path

from dlcli.recipe.check import check
from dlcli.run.evaluate import recipe_of


def objective_of(target: Path) -> str:
    """The word of a run's objective.

    Raises:
        CheckpointError: there is nothing at the path.
    """
    return check(recipe_of(target, None)).recipe.objective.word

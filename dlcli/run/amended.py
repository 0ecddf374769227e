"""What of a recipe may change when a run goes on: its length, what changes no weight, what a person accepts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dlcli.ground.errors import CheckpointError
from dlcli.recipe.check import Checked
from dlcli.recipe.compose import OVERRIDE
from dlcli.recipe.difference import Difference, differences
from dlcli.recipe.model import Recipe
from dlcli.recipe.nodes import at, place_of

FREE = ("name", "description", "training.checkpoint", "data.timeout", "data.cache")
"""What changes no weight."""
INEXACT = ("distribution", "training.steps_per_execution", "training.jit_compile")
"""What changes the last digits."""
GOES_BACK_TO = ("training.checkpoint.every_epochs", "training.checkpoint.every_steps")
"""What decides which updates a training passes over that goes back to a checkpoint, and changes no weight in others."""
COLUMNS = "data.source.columns"
DECIDED = (*INEXACT, COLUMNS, "data.cache")
"""What `auto` stood for: a recipe that says nothing of it, or `auto`, goes on with what was decided."""
TRIED = ("optimizer", "training.on_nan")
"""What may be tried anew from an earlier step."""
BY_DATA = ("loss", "metrics")
"""What has a default that the data decides."""
USUAL_BY_DATA = ("data.transforms",)
"""What the data decides beside what is written: the transforms of columns that are no numbers."""
MOST_TOLD, LONGEST_VALUE = 5, 60


@dataclass(frozen=True)
class Amendment:
    """The differences of a recipe as it is now from the run's, and what becomes of them."""

    now: Checked | None
    accepted: tuple[Difference, ...] = ()
    """What the run goes on with."""
    reasons: tuple[str, ...] = ()
    """Why the run is no longer what an uninterrupted one would be."""
    certain: bool = True
    """Whether nothing was left for later."""

    @property
    def longer(self) -> bool:
        """Whether the training has a later end."""
        return self.changes("training.epochs") or self.changes("training.steps")

    def changes(self, path: str) -> bool:
        """Whether a value is another than it was."""
        return any(each.path == path for each in self.accepted)

    def applied(self, recipe: Recipe) -> Recipe:
        """The run's recipe with what was accepted."""
        if self.now is None:
            return recipe
        for section, _, rest in (each.path.partition(".") for each in self.accepted if each.path != "name"):
            new = getattr(self.now.recipe, section)
            if section in ("training", "data"):
                key = rest.split(".")[0]
                new = getattr(recipe, section).model_copy(update={key: getattr(new, key)})
            recipe = recipe.model_copy(update={section: new})
        return recipe


def amended(
    then: Checked, now: Checked, *, overrides: Sequence[str], allow_inexact: bool, earlier: bool, certain: bool
) -> Amendment:
    """Sorts the differences; `earlier` where the run goes on from a step that a person chose.

    Unless `certain`, what depends on data that was not opened yet is left for later.

    Raises:
        CheckpointError: the recipe has changed in what a run has to keep.
    """
    written = [override.partition("=")[0].strip() for override in overrides]
    found = [each for each in differences(then, now) if not _as_decided(each, now, written)]
    if not certain:
        found, left = [each for each in found if _is_sure(each)], len(found)
        certain = len(found) == left
    inexact = [each for each in found if _within(each.path, INEXACT)]
    inexact += [each for each in found if _within(each.path, GOES_BACK_TO) and _goes_back(then, now)]
    tried = [each for each in found if earlier and _within(each.path, TRIED) and each.path != "optimizer.type"]
    free = [each for each in found if each not in inexact and (_within(each.path, FREE) or _is_longer(each))]
    refused = [each for each in found if each not in free + tried and not (allow_inexact and each in inexact)]
    if refused:
        raise _refusal(refused, now, accepts=all(each in inexact for each in refused))
    reasons = tuple(in_words(each) for each in found if each in inexact + tried)
    return Amendment(now, tuple(found), reasons, certain)


def _as_decided(difference: Difference, now: Checked, written: Iterable[str]) -> bool:
    """Whether the recipe only leaves open what the run decided; `--set` that says `auto` means it."""
    of_columns = _within(difference.path, (COLUMNS,))
    nothing = difference.after in (None, "null", "{}") if of_columns else difference.after is None
    if not _within(difference.path, DECIDED) or not (nothing or difference.after == "auto"):
        return False
    # Some columns that are no longer named are another recipe.
    if of_columns and not getattr(now.recipe.data.source, "left_to_data", bool)():
        return False
    return not any(_within(path, [difference.path]) or _within(difference.path, [path]) for path in written)


def _is_sure(difference: Difference) -> bool:
    """Whether opening the data can take nothing back: what a recipe leaves to it is missing or a hole until then."""
    if _within(difference.path, USUAL_BY_DATA):
        return False
    if difference.after is None:
        return not _within(difference.path, BY_DATA)
    return "${" not in difference.after


def _goes_back(*recipes: Checked) -> bool:
    return any(each.recipe.training.on_nan == "rollback" for each in recipes)


def _is_longer(difference: Difference) -> bool:
    if difference.path not in ("training.epochs", "training.steps") or difference.before is None:
        return False
    return difference.after is not None and int(difference.after) > int(difference.before)


def _within(path: str, sections: Iterable[str]) -> bool:
    return any(path == section or path.startswith(f"{section}.") for section in sections)


def _refusal(refused: Sequence[Difference], now: Checked, *, accepts: bool) -> CheckpointError:
    told = [f"{in_words(each)}{_place(each, now)}" for each in refused[:MOST_TOLD]]
    more = [f"and {len(refused) - MOST_TOLD} more"] if len(refused) > MOST_TOLD else []
    message = "the recipe has changed since the run began: " + "; ".join([*told, *more])
    if any(each.path in ("training.epochs", "training.steps") for each in refused):
        message += " (a training can only become longer)"
    if accepts:
        return CheckpointError(message, help="--allow-inexact goes on with it and marks the run")
    path = now.draft.path
    of_run = path.name == "resolved.yaml"
    another = "leave --set out" if of_run else f"undo it to go on; dlcli train {path} trains the new one"
    return CheckpointError(message, help=another)


def in_words(difference: Difference) -> str:
    """A path, with its value then and now."""
    before, after = (_cut(value) for value in (difference.before, difference.after))
    return f"{difference.path}: {before} then, {after} now"


def _cut(value: str | None) -> str:
    if value is None:
        return "nothing"
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def _place(difference: Difference, now: Checked) -> str:
    """Where a file says so; a value of `--set` or a default stands in none."""
    if not difference.where or at(now.tree, difference.where) is None:
        return ""
    place = place_of(now.tree, difference.where)
    if place.source.name == OVERRIDE:
        return ""
    return f" ({place.source.name}:{place.line}:{place.column})"


def with_recipe(checked: Checked, amendment: Amendment) -> Checked:
    """A checked recipe with what was accepted."""
    return replace(checked, recipe=amendment.applied(checked.recipe))

"""A recipe and its data looked at, and tried out, before a training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from dlcli.build.opened import open_data
from dlcli.build.strategy import Distribution
from dlcli.recipe.check import Checked
from dlcli.run.finding import Finding
from dlcli.run.findings import findings
from dlcli.run.memory import refuse_too_large
from dlcli.run.trial import ByHeart, Trial, trial

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Checkup:
    """What was found."""

    checked: Checked
    """With all that the data tells."""
    examples: Mapping[str, int]
    """By split."""
    findings: tuple[Finding, ...]
    trial: Trial | None
    """None where the data would stop a training."""

    @property
    def stops(self) -> bool:
        """Whether something would stop a training."""
        return any(each.severity == "error" for each in self.findings)


def checkup(checked: Checked, distribution: Distribution) -> Checkup:
    """Looks at the data, then takes a step and lets the network learn one batch by heart.

    Raises:
        DataError: the data is missing, or cannot be read at all.
        ResourceError: the training clearly does not fit into memory.
    """
    opened = open_data(checked)
    refuse_too_large(opened, distribution)
    found = findings(opened)
    examples = {split: len(opened.rows[split]) for split in SPLITS if split in opened.rows}
    if any(each.severity == "error" for each in found):
        return Checkup(opened.checked, examples, tuple(found), None)
    tried = trial(opened, distribution)
    if not isfinite(tried.first_loss):
        message = f"the first loss is {tried.first_loss}"
        found.insert(0, Finding("error", message, "scale the data, or try a smaller learning_rate"))
    elif tried.by_heart is not None and not tried.by_heart.learned:
        found.append(_not_learned(tried.by_heart))
    return Checkup(opened.checked, examples, tuple(found), tried)


def _not_learned(tried: ByHeart) -> Finding:
    message = (
        f"{tried.examples} examples are not learned by heart: loss {tried.first:.4g}, "
        f"after {tried.updates} updates {tried.last:.4g}"
    )
    advice = (
        "try another learning_rate (dlcli find-lr), more units, less dropout; or labels do not follow from the data"
    )
    return Finding("warning", message, advice)

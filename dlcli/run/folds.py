"""Cross-validation: a training for each fold, and what they come to together."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

from dlcli.run.begin import begin
from dlcli.run.evaluate import evaluate_checkpoint
from dlcli.run.events import Listener
from dlcli.run.folder import RunFolder


@dataclass(frozen=True)
class Folded:
    """The runs of all folds, and each figure's values in their order."""

    runs: tuple[Path, ...]
    figures: Mapping[str, tuple[float, ...]]

    def summary(self) -> dict[str, tuple[float, float]]:
        """The mean of each figure, and the standard deviation between the folds."""
        return {name: (mean(values), stdev(values)) for name, values in self.figures.items()}


def fold_overrides(fold: int) -> tuple[str, ...]:
    """What makes a recipe that of one fold."""
    return (f"data.split.fold={fold}",)


def train_folds(
    recipe: Path,
    folds: int,
    *,
    overrides: Sequence[str],
    runs: Path,
    listener: Callable[[int], Listener],
    command: Sequence[str],
    debug: bool,
) -> Folded:
    """Trains a network for each of the folds, one after the other; `listener` is asked for one for each fold."""
    cut = (*overrides, "data.split.validation=null", f"data.split.folds={folds}")
    done, figures = [], dict[str, list[float]]()
    for fold in range(1, folds + 1):
        folder = begin(
            recipe,
            overrides=(*cut, *fold_overrides(fold)),
            runs=runs,
            resuming=False,
            listener=listener(fold),
            command=list(command),
            debug=debug,
        )
        done.append(folder.path)
        for name, value in _figures(folder).items():
            figures.setdefault(name, []).append(value)
    return Folded(tuple(done), {name: tuple(values) for name, values in figures.items()})


def _figures(folder: RunFolder) -> dict[str, float]:
    """What the kept network scores on its fold, as `val_`, and on the test split where there is one."""
    evaluation = json.loads(folder.evaluation.read_bytes())
    test = {"loss": evaluation["loss"], **evaluation["metrics"]}
    if evaluation["split"] == "validation":
        return {f"val_{name}": value for name, value in test.items()}
    found = evaluate_checkpoint(folder.path, split="validation", recipe=None, overrides=())
    own = {"loss": found.loss, **found.metrics}
    return {
        **{f"val_{name}": value for name, value in own.items()},
        **{f"test_{name}": value for name, value in test.items()},
    }

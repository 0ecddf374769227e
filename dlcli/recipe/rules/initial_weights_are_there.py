"""The weights to begin with are there, and are those of this network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dlcli.ground.errors import DataError
from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.frozen import rows_with_weights
from dlcli.recipe.paths import with_environment
from dlcli.recipe.rules._patterns import idle_pattern
from dlcli.recipe.rules._subject import Subject
from dlcli.recipe.transfer import PREPARED

CODE = "missing-weights"


def check(subject: Subject) -> Iterator[Diagnostic]:
    """A checkpoint that is not there yet is a warning: training says it again, and stops."""
    weights = subject.recipe.training.initial_weights
    if weights is None:
        return
    if weights.application is not None and len(subject.networks) > 1:
        message = f"{weights.application} is one network, the recipe has {len(subject.networks)}"
        yield Diagnostic("wrong-value", message, subject.place("training", "initial_weights", "application"))
    yield from _other_preprocessing(subject, weights.application)
    try:
        path = with_environment(weights).checkpoint
    except DataError as error:
        place = subject.place("training", "initial_weights", "checkpoint")
        yield Diagnostic(CODE, str(error.message), place, help=error.help, severity="warning")
        path = None
    if path is not None and not Path(path).exists():
        place = subject.place("training", "initial_weights", "checkpoint")
        message = "there is no such run, checkpoint or model file"
        help_text = "name a run's folder such as runs/NAME/latest, a checkpoint in it or a .keras file"
        yield Diagnostic(CODE, message, place, help=help_text, severity="warning")
    rows = [row for *_, row in rows_with_weights(subject.networks)]
    for number, glob in enumerate(weights.skip if subject.whole and rows else ()):
        if not any(row.within(glob) for row in rows):
            place = subject.place("training", "initial_weights", "skip", number)
            yield idle_pattern(glob, f"no row with weights is called {glob!r}", place, [row.row for row in rows])


def _other_preprocessing(subject: Subject, application: str | None) -> Iterator[Diagnostic]:
    """Pictures that a published network never saw like this."""
    if application is None:
        return
    transforms = next(iter(subject.transforms().values()), [])
    mode, last = PREPARED[application], transforms[-1].transform if transforms else None
    if last is None or last.word != "imagenet_preprocessing" or getattr(last, "mode", "") != mode:
        where = transforms[-1].where if transforms else ("training", "initial_weights")
        message = f"{application} learned from pictures prepared in another way"
        label = f"end it in {{type: imagenet_preprocessing, mode: {mode}}}"
        yield Diagnostic("other-preprocessing", message, subject.place(*where), label, severity="warning")

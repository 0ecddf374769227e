"""A training for each fold as it is watched, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dlcli.report import console
from dlcli.report.cells import printable
from dlcli.report.training import TrainingReport
from dlcli.run.folds import Folded


class FoldsReport:
    """Gives each fold the report of a training, under a heading of its own."""

    def __init__(self, folds: int) -> None:
        self._folds, self._report = folds, TrainingReport()

    def __call__(self, fold: int) -> TrainingReport:
        """The report of the next fold."""
        from rich.text import Text

        self._report.close()
        console.err().print(Text(f"fold {fold} of {self._folds}", "bold"), soft_wrap=True)
        self._report = TrainingReport()
        return self._report

    def close(self) -> None:
        """Takes the moving line away."""
        self._report.close()


@contextmanager
def watched(folds: int) -> Iterator[FoldsReport]:
    """The report of so many folds."""
    report = FoldsReport(folds)
    try:
        yield report
    finally:
        report.close()


def show(folded: Folded) -> None:
    """Prints the mean of each figure, its deviation between the folds, and the value of each fold."""
    from rich.text import Text

    out, width = console.out(), max(map(len, folded.figures))
    out.print(Text(f"\n{len(folded.runs)} folds, mean ± standard deviation"), soft_wrap=True)
    for name, (mean, deviation) in folded.summary().items():
        each = "  ".join(f"{value:.4g}" for value in folded.figures[name])
        line = f"  {printable(name):<{width}}  {mean:.4g} ± {deviation:.2g}   {each}"
        out.print(Text(line), soft_wrap=True)
    console.line("")
    for run in folded.runs:
        console.line(str(run))

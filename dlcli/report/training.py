"""A training as it is watched: what will be trained, how it goes, what came of it."""

from __future__ import annotations

import sys
from functools import singledispatchmethod
from time import monotonic
from typing import TYPE_CHECKING, Self

from dlcli.ground.errors import ResourceError
from dlcli.report import console, header, samples, wording
from dlcli.report.cells import printable
from dlcli.report.closing import closing
from dlcli.report.diagnostics import render
from dlcli.report.epochs import EpochLines, Pace, progress_line
from dlcli.report.problems import show_error, show_warning
from dlcli.report.status import Status
from dlcli.run.events import (
    AlreadyFinished,
    EpochEnded,
    Event,
    Finished,
    Leaving,
    Noted,
    Progressed,
    RecipeRead,
    RolledBack,
    Skipped,
    Started,
    StoppedEarly,
    Warned,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from dlcli.recipe.check import Checked
    from dlcli.recipe.diagnostics import Diagnostic


class TrainingReport:
    """The listener of `dlcli train`: progress on stderr, results on stdout.

    Example:
        >>> with TrainingReport() as report:
        ...     train(checked, runs=runs, listener=report, command=command)
    """

    def __init__(self) -> None:
        self._screen = console.err()
        self._status = Status(self._screen)
        self._read: Checked | None = None
        self._epochs = EpochLines(0)
        self._pace = Pace()
        self._number_of_epochs = 0
        self._told_of_skipped = False
        self._started: Started | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Takes the moving line away."""
        self._status.erase()

    def __call__(self, event: Event) -> None:
        """Shows an event; a terminal that is gone or a log on a full disk stops no training."""
        try:
            self._see(event)
        except OSError:
            if isinstance(event, Finished):
                raise
            console.let_go(sys.stderr)

    @singledispatchmethod
    def _see(self, event: Event) -> None:
        """An event that there is nothing to show of."""

    @_see.register
    def _(self, event: RecipeRead) -> None:
        self._read = event.checked
        self._warn(event.checked.warnings)
        self._print(header.read_part(event.checked, width=self._screen.width))
        self._wait("loading TensorFlow and the data")

    @_see.register
    def _(self, event: Started) -> None:
        task, opened = event.task, event.task.opened.checked
        width = self._screen.width
        self._number_of_epochs = -(-task.total_steps // task.pipeline.steps())
        self._epochs = EpochLines(self._number_of_epochs)
        self._pace = Pace()
        if self._read is not None and opened.facts != self._read.facts:
            self._warn([each for each in opened.warnings if each not in self._read.warnings])
            self._print([*header.network_part(opened, width=width), *header.data_part(opened, width=width)])
            if opened.heads and not self._read.heads:
                self._print(header.heads_part(opened, width=width))
        self._print([*header.built_part(task, first_step=event.first_step, width=width), _blank()])
        self._started = event
        self._wait("the first step")

    @_see.register
    def _(self, event: Progressed) -> None:
        left = self._pace.left(event, now=monotonic())
        if self._status.due():
            self._status.draw(progress_line(event, epochs=self._number_of_epochs, left=left))

    @_see.register
    def _(self, event: EpochEnded) -> None:
        self._print([self._epochs.line(event)])
        self._keep_samples(event.epoch)
        if event.step >= event.total_steps:
            self._wait("writing the model and scoring it")

    @_see.register
    def _(self, event: Skipped) -> None:
        if not self._told_of_skipped:
            self._told_of_skipped = True
            updates = wording.counted(event.updates, "update")
            self._note(f"{updates} up to step {event.step} left out: not finite; the line of each epoch counts its own")

    @_see.register
    def _(self, event: RolledBack) -> None:
        self._note(
            f"step {event.bad} is not finite: goes on from the checkpoint of step {event.step}, past what led there"
        )

    @_see.register
    def _(self, event: StoppedEarly) -> None:
        from rich.text import Text

        self._print([Text(f"stopped after epoch {event.epoch}: {event.reason}")])
        self._wait("writing the model and scoring it")

    @_see.register
    def _(self, event: AlreadyFinished) -> None:
        from rich.text import Text

        self._print([Text(printable(f"this run is finished: {event.reason or 'there is nothing left to train'}"))])
        console.line(str(event.folder))

    @_see.register
    def _(self, event: Finished) -> None:
        self._status.erase()
        self._print([_blank()])
        results = console.out()
        for line in closing(event, width=results.width):
            results.print(line, soft_wrap=True)
        console.line(str(event.folder))

    @_see.register
    def _(self, event: Noted) -> None:
        self._note(event.text)

    @_see.register
    def _(self, event: Warned) -> None:
        self._status.erase()
        show_warning(event.text)

    @_see.register
    def _(self, event: Leaving) -> None:
        self._status.erase()
        show_error(event.error)

    def _keep_samples(self, epoch: int) -> None:
        """Pictures of what the network makes by now; a full disk stops no training."""
        if self._started is not None:
            try:
                samples.keep(self._started.task, self._started.folder, epoch)
            except ResourceError as error:
                self._started = None
                self._note(f"no more pictures of what it makes are kept: {error.message}")

    def _note(self, text: str) -> None:
        from rich.text import Text

        self._print([Text(printable(text))])

    def _print(self, lines: Iterable[Text]) -> None:
        self._status.erase()
        for line in lines:
            self._screen.print(line, soft_wrap=True)

    def _warn(self, diagnostics: Iterable[Diagnostic]) -> None:
        text = render(list(diagnostics), width=self._screen.width, color=console.colored(sys.stderr))
        if text:
            self._status.erase()
            console.write(sys.stderr, f"{text}\n")

    def _wait(self, what: str) -> None:
        from rich.text import Text

        self._status.draw(Text(f"{what} …", "dim"))


def _blank() -> Text:
    from rich.text import Text

    return Text()

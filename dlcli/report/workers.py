"""What a launcher tells of its workers, on stderr; their chief shows the training itself."""

from __future__ import annotations

import sys

from dlcli.report import console
from dlcli.report.cells import printable
from dlcli.run.events import Event, StartedAgain, WorkerWrote


def show(event: Event) -> None:
    """Shows what became of the workers; other events are none of the launcher's."""
    if isinstance(event, WorkerWrote):
        lines = (f"worker {event.worker}: {printable(line)}\n" for line in event.lines)
        console.write(sys.stderr, "".join(lines))
    elif isinstance(event, StartedAgain):
        where = "from the beginning" if event.step is None else f"from checkpoint {event.step}"
        again = f"starting all workers again {where} ({event.restart} of {event.restarts})"
        console.write(sys.stderr, f"{printable(event.reason)}; {again}\n")

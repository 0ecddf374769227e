"""What a launcher tells of its workers."""

from __future__ import annotations

import pytest

from dlcli.report.problems import show_error
from dlcli.report.workers import show
from dlcli.run.events import StartedAgain, WorkerWrote
from dlcli.run.worker import Ended, WorkersError


def test_the_last_lines_of_a_worker(capsys: pytest.CaptureFixture[str]) -> None:
    show(WorkerWrote(1, ("terminate called", "\x1b[2J")))
    assert capsys.readouterr() == ("", "worker 1: terminate called\nworker 1: \\x1b[2J\n")


def test_a_restart(capsys: pytest.CaptureFixture[str]) -> None:
    show(StartedAgain("worker 1 died (SIGKILL) at step 120", 100, 1, 2))
    show(StartedAgain("worker 0 died (SIGKILL)", None, 2, 2))
    assert capsys.readouterr().err == (
        "worker 1 died (SIGKILL) at step 120; starting all workers again from checkpoint 100 (1 of 2)\n"
        "worker 0 died (SIGKILL); starting all workers again from the beginning (2 of 2)\n"
    )


def test_an_error_of_a_worker_is_shown_as_it_told_it(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(WorkersError(Ended(3, "error: 'a.csv' is empty\n  | with\n  | places\n", 0.0)))
    assert capsys.readouterr() == ("", "error: 'a.csv' is empty\n  | with\n  | places\n")

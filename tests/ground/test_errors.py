"""Errors: one line each, their exit codes, and a way through pickling."""

from __future__ import annotations

import pickle
import signal

import pytest

from dlcli.ground import errors
from dlcli.ground.errors import DlcliError, Interrupted


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("DlcliError", 1),
        ("UsageError", 2),
        ("DataError", 3),
        ("CheckpointError", 4),
        ("DivergedError", 5),
        ("ResourceError", 6),
        ("BusyError", 7),
        ("WorkerLostError", 8),
    ],
)
def test_each_error_has_its_exit_code(name: str, code: int) -> None:
    kind: type[DlcliError] = getattr(errors, name)
    assert issubclass(kind, DlcliError)
    assert kind("no").exit_code == code


@pytest.mark.parametrize(
    ("where", "help", "line"),
    [
        (None, None, "no rows"),
        ("a.csv:3", None, "no rows, a.csv:3"),
        (None, "add some", "no rows; add some"),
        ("a.csv:3", "add some", "no rows, a.csv:3; add some"),
    ],
)
def test_an_error_reads_as_what_where_next_step(where: str | None, help: str | None, line: str) -> None:
    error = DlcliError("no rows", where=where, help=help)
    assert str(error) == line
    assert (error.message, error.where, error.help) == ("no rows", where, help)


def test_an_error_stays_on_one_line_and_drives_no_terminal() -> None:
    assert str(DlcliError("'a\nb\x1b[31m\udc80ä'")) == r"'a\nb\x1b[31m\udc80ä'"


@pytest.mark.parametrize(("number", "code", "name"), [(2, 130, "SIGINT"), (15, 143, "SIGTERM"), (99, 227, "signal 99")])
def test_an_interrupt_exits_with_128_and_its_signal(number: int, code: int, name: str) -> None:
    error = Interrupted(number, where="step 12", help="dlcli train r.yaml --resume")
    assert error.exit_code == code
    assert error.signal_number == number
    assert str(error) == f"interrupted by {name}, step 12; dlcli train r.yaml --resume"


@pytest.mark.parametrize(
    "error",
    [errors.DataError("no rows", where="a.csv", help="add some"), Interrupted(signal.SIGINT, where="step 12")],
    ids=["data", "interrupted"],
)
def test_an_error_comes_whole_out_of_another_process(error: DlcliError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.exit_code == error.exit_code

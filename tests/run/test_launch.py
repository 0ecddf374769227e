"""What a launcher makes of its workers, seen with stand-ins that need no TensorFlow."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dlcli.ground.cluster import found
from dlcli.ground.errors import DlcliError
from dlcli.run.events import Event, StartedAgain, WorkerWrote
from dlcli.run.launch import Patience, launch, without_workers
from dlcli.run.processes import deal

STAND_IN = Path(__file__).with_name("stand_in.py")
SHORT = Patience(join=20, loss=0.4, stop=0.4)

Launch = Callable[..., tuple[DlcliError | None, list[Event]]]


@pytest.fixture
def run() -> Launch:
    """Launches two workers with a plan; gives what was raised, and the events."""

    def start(plan: str, *, restarts: int = 0, patience: Patience = SHORT) -> tuple[DlcliError | None, list[Event]]:
        events: list[Event] = []
        program = (sys.executable, str(STAND_IN), plan)
        arguments = ["train", "small.yaml", "--debug"]
        try:
            launch(arguments, workers=2, restarts=restarts, listener=events.append, patience=patience, program=program)
        except DlcliError as error:
            return error, events
        return None, events

    return start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run's folder with two checkpoints."""
    for step in (50, 100):
        (tmp_path / "checkpoints" / f"step-{step:08d}").mkdir(parents=True)
    return tmp_path


def go_on(folder: Path) -> str:
    return f"go on with: dlcli train {folder} --resume --workers 2"


def test_each_worker_knows_its_place(run: Launch, tmp_path: Path) -> None:
    assert run(f"0:note={tmp_path},joined 1:note={tmp_path},joined") == (None, [])
    notes = [(tmp_path / f"worker-{index}").read_text().splitlines() for index in (0, 1)]
    chief, other = (found({"TF_CONFIG": note[1]}) for note in notes)
    assert chief is not None
    assert other is not None
    assert (chief.addresses, chief.index, other.index, chief.workers_here) == (other.addresses, 0, 1, 2)
    assert {note[2] for note in notes} == {"train small.yaml --debug"}


def test_the_first_real_error_is_shown(run: Launch) -> None:
    """The chief notices sooner that its peer is lost than the peer can say why."""
    error, _ = run("0:joined,say=8 1:joined,sleep=0.2,say=3")
    assert error is not None
    assert (error.exit_code, str(error)) == (3, "worker 1 says 3")


def test_a_killed_worker(run: Launch, folder: Path) -> None:
    error, _ = run(f"0:joined,box=folder+{folder},box=step+120,sleep=0.3,say=8 1:joined,sleep=0.1,die=SIGKILL")
    assert error is not None
    assert (error.exit_code, str(error)) == (
        8,
        f"worker 1 died (SIGKILL) at step 120; last checkpoint 100; {go_on(folder)}",
    )


def test_a_killed_chief_whose_peer_the_runtime_aborts(run: Launch) -> None:
    error, _ = run("0:joined,die=SIGKILL 1:joined,sleep=0.2,die=SIGABRT")
    assert error is not None
    assert (error.exit_code, str(error)) == (8, "worker 0 died (SIGKILL); nothing was saved: try again")


def test_a_hanging_worker(run: Launch, folder: Path) -> None:
    began = time.monotonic()
    error, _ = run(f"0:joined,box=folder+{folder},say=8 1:joined,die=SIGSTOP")
    assert error is not None
    assert (error.exit_code, error.message) == (8, "worker 1 stopped answering")
    assert time.monotonic() - began < 10


def test_workers_that_only_complain_of_one_another(run: Launch) -> None:
    error, _ = run("0:joined,sleep=0.2,say=8 1:joined,say=8")
    assert error is not None
    assert (error.exit_code, str(error)) == (8, "worker 1 says 8")


def test_a_worker_that_never_joins(run: Launch) -> None:
    error, _ = run("0:arrived,wait 1:wait", patience=Patience(join=1.5))
    assert error is not None
    assert error.exit_code == 8
    assert error.message.startswith("worker 1 (127.0.0.1:")
    assert error.message.endswith(") did not join in 1.5 s")


def test_a_worker_that_breaks_without_a_word(run: Launch) -> None:
    error, events = run("0:joined,wait 1:joined,write=first,write=last,exit=70")
    assert error is not None
    assert (error.exit_code, str(error)) == (1, "worker 1 ended with exit code 70")
    assert events == [WorkerWrote(1, ("first", "last"))]


def test_the_last_of_what_a_worker_wrote_is_kept(run: Launch) -> None:
    error, events = run("0:joined,wait 1:joined," + "write=x," * 50 + "exit=70")
    assert error is not None
    assert events == [WorkerWrote(1, ("x",) * 20)]


def test_a_chief_that_ends_well_ends_all(run: Launch) -> None:
    """Its files are whole by then, whatever becomes of the others."""
    assert run("0:joined 1:joined,wait") == (None, [])


def test_a_chief_may_write_for_long(run: Launch) -> None:
    assert run("0:joined,sleep=1 1:joined") == (None, [])


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_goes_to_every_worker_once(run: Launch, name: str) -> None:
    error, _ = run(f"0:joined,sleep=0.3,signal={name},wait 1:joined,wait", patience=Patience())
    assert error is not None
    assert error.exit_code == 143
    assert str(error) in (f"worker 0 heard {name}", f"worker 1 heard {name}")


def test_who_does_not_stop_is_killed(run: Launch, folder: Path) -> None:
    error, _ = run(f"0:joined,box=folder+{folder},sleep=0.3,signal=SIGINT,wait 1:deaf,joined,wait")
    assert error is not None
    assert error.exit_code == 143
    error, _ = run(f"0:deaf,joined,box=folder+{folder},signal=SIGINT,wait 1:deaf,joined,wait")
    assert error is not None
    assert (error.exit_code, str(error)) == (
        130,
        f"interrupted by SIGINT, worker 0 did not stop and was killed; last checkpoint 100; {go_on(folder)}",
    )


def test_a_second_signal_ends_all_at_once(run: Launch) -> None:
    began = time.monotonic()
    error, _ = run("0:deaf,joined,signal=SIGTERM,sleep=0.3,signal=SIGTERM,wait 1:deaf,joined,wait", patience=Patience())
    assert error is not None
    assert error.exit_code == 143
    assert time.monotonic() - began < 10


def test_all_start_again_where_one_was_lost(run: Launch, folder: Path) -> None:
    lost = f"0:joined,box=folder+{folder},box=step+120,sleep=0.2,say=8 1:joined,sleep=0.1,die=SIGKILL"
    error, events = run(lost, restarts=2)
    assert error is None
    assert events == [
        StartedAgain("worker 1 died (SIGKILL) at step 120", 100, 1, 2),
    ]


def test_restarts_come_to_an_end(run: Launch) -> None:
    error, events = run("0:joined,wait 1:joined,die=SIGKILL", restarts=2)
    assert error is not None
    assert error.exit_code == 8
    assert [each.restart for each in events if isinstance(each, StartedAgain)] == [1, 2]


@pytest.mark.parametrize("code", [1, 2, 3, 5, 143])
def test_a_real_error_is_not_tried_again(run: Launch, code: int) -> None:
    error, events = run(f"0:joined,wait 1:joined,say={code}", restarts=2)
    assert error is not None
    assert (error.exit_code, [each for each in events if isinstance(each, StartedAgain)]) == (code, [])


LAUNCHER = f"""
import sys
from dlcli.run.launch import launch
launch([], workers=2, restarts=0, listener=print, program=[sys.executable, {str(STAND_IN)!r}, sys.argv[1]])
"""


def alive(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def test_workers_do_not_outlive_their_launcher(tmp_path: Path, repository: Path) -> None:
    plan = f"0:watch,joined,note={tmp_path},wait 1:watch,joined,note={tmp_path},wait"
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, plan], env=environment)
    notes = [tmp_path / f"worker-{index}" for index in (0, 1)]
    limit = time.monotonic() + 20
    while not all(note.exists() and note.read_text() for note in notes) and time.monotonic() < limit:
        time.sleep(0.05)
    launcher.send_signal(signal.SIGKILL)
    launcher.wait()
    processes = [int(note.read_text().splitlines()[0]) for note in notes]
    while any(map(alive, processes)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert [alive(process) for process in processes] == [False, False]


def test_what_a_worker_is_given_of_the_command() -> None:
    command = ["train", "a.yaml", "--workers", "2", "--set", "seed=1", "--restarts=3", "--debug"]
    assert without_workers(command) == ["train", "a.yaml", "--set", "seed=1", "--debug"]


@pytest.mark.parametrize(
    ("devices", "shares"),
    [("0,1,2,3", ["0,1", "2,3"]), ("4, 5,6", ["4", "5"]), ("0", None), ("", None), (None, None)],
)
def test_devices_are_dealt_out(devices: str | None, shares: list[str] | None) -> None:
    assert deal(devices, 2) == shares

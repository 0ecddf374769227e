"""Failpoints: armed by the environment, refused outside tests, exact about the turn."""

from __future__ import annotations

import errno
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlcli.ground import failpoints
from dlcli.ground.errors import UsageError
from tests.conftest import Arm


def test_nothing_happens_where_nothing_is_armed(arm: Arm) -> None:
    arm("")
    failpoints.failpoint("save")


def test_raise_is_an_error_of_the_system_every_time(arm: Arm) -> None:
    arm("save=raise:ENOSPC")
    failpoints.failpoint("load")
    for _ in range(2):
        with pytest.raises(OSError, match="No space left") as caught:
            failpoints.failpoint("save")
        assert caught.value.errno == errno.ENOSPC


def test_a_turn_counts_that_place_alone_and_comes_once(arm: Arm) -> None:
    arm("save@2=raise:EIO")
    failpoints.failpoint("load")
    failpoints.failpoint("save")
    with pytest.raises(OSError, match="put/output"):
        failpoints.failpoint("save")
    failpoints.failpoint("save")


def test_several_are_separated_by_commas(arm: Arm) -> None:
    arm("save@2=raise:EIO,load=sleep:0.05,save@3=raise:ENOSPC")
    failpoints.failpoint("save")
    with pytest.raises(OSError, match="put/output"):
        failpoints.failpoint("save")
    with pytest.raises(OSError, match="No space left"):
        failpoints.failpoint("save")
    before = time.monotonic()
    failpoints.failpoint("load")
    assert time.monotonic() - before >= 0.05


def test_a_place_is_counted_before_it_kills(tmp_path: Path) -> None:
    program = "from dlcli.ground.failpoints import failpoint\nwhile True: failpoint('save')"
    counted = tmp_path / "counted"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "DLCLI_FAILPOINT": f"save=count:{counted},save@3=kill",
            "DLCLI_TESTING": "1",
            "PYTHONPATH": ":".join(sys.path),
        },
        check=False,
    )
    assert (ended.returncode, counted.stat().st_size) == (-signal.SIGKILL, 3)


def test_kill_ends_the_process_at_once() -> None:
    program = "from dlcli.ground.failpoints import failpoint\ntry: failpoint('save')\nfinally: print('alive')"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={"DLCLI_FAILPOINT": "save=kill", "DLCLI_TESTING": "1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout == b""


@pytest.mark.parametrize(
    "text",
    [
        "save",
        "save=",
        "=kill",
        "save=explode",
        "save@0=kill",
        "save@x=kill",
        "save=raise:EWHAT",
        "save=signal:SIGWHAT",
        "save=sleep:-1",
        "save=count:",
        "a=kill,",
    ],
)
def test_a_wrong_failpoint_is_refused_with_the_right_form(arm: Arm, text: str) -> None:
    with pytest.raises(UsageError, match=r"is no failpoint, DLCLI_FAILPOINT; write name=kill, name=signal:SIGTERM"):
        arm(text)


@pytest.mark.parametrize("testing", ["", "0", "true"])
def test_it_is_refused_outside_tests(arm: Arm, monkeypatch: pytest.MonkeyPatch, testing: str) -> None:
    monkeypatch.setenv("DLCLI_TESTING", testing)
    with pytest.raises(UsageError, match="for its tests only, the environment; unset DLCLI_FAILPOINT"):
        arm("save=kill")

"""The lock of a run folder: one holder, named to the others, gone with its process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dlcli.ground.errors import BusyError, ResourceError
from dlcli.ground.locks import RunLock

HOLDER = """
import pathlib, sys, time
from dlcli.ground.locks import RunLock
with RunLock(pathlib.Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_the_second_is_told_who_was_first(tmp_path: Path) -> None:
    host = os.uname().nodename
    with RunLock(tmp_path), pytest.raises(BusyError) as caught:
        RunLock(tmp_path).__enter__()
    start = f"'{tmp_path}' is in use by process {os.getpid()} on {host} since 20"
    assert str(caught.value).startswith(start)
    assert str(caught.value).endswith("+00:00; wait until it ends, stop it, or use another run")


def test_the_folder_is_free_again_after_the_block_and_after_an_error(tmp_path: Path) -> None:
    with RunLock(tmp_path):
        pass
    with pytest.raises(KeyError), RunLock(tmp_path):
        raise KeyError
    with RunLock(tmp_path):
        pass


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(sys.path)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        with pytest.raises(BusyError, match=f"process {holder.pid} "):
            RunLock(tmp_path).__enter__()
        holder.kill()
    with RunLock(tmp_path):
        pass


@pytest.mark.parametrize("record", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff", b"[" * 4000])
def test_an_owner_that_cannot_be_read_is_another_process(tmp_path: Path, record: bytes) -> None:
    with RunLock(tmp_path):
        (tmp_path / ".lock").write_bytes(record)
        with pytest.raises(BusyError, match="in use by another process;"):
            RunLock(tmp_path).__enter__()


def test_a_folder_that_is_gone_or_a_lock_that_is_a_link_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="its folder does not exist"):
        RunLock(tmp_path / "gone").__enter__()
    victim = tmp_path / "victim"
    victim.write_text("keep")
    (tmp_path / ".lock").symlink_to(victim)
    with pytest.raises(ResourceError, match="it is a link"):
        RunLock(tmp_path).__enter__()
    assert victim.read_text() == "keep"

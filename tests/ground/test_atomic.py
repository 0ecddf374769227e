"""Atomic writing: the old or the new, never half, whatever dies or fills up on the way."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dlcli.ground import atomic
from dlcli.ground.errors import ResourceError

WRITE = "atomic.write_bytes(target, b'new')"
FILL = """
with atomic.new_folder(target) as folder:
    atomic.write_bytes(folder / 'state', b'new')
"""


def in_a_process(
    action: str, target: Path, *, failpoint: str = "", prepare: str = ""
) -> subprocess.CompletedProcess[str]:
    program = f"import sys, pathlib\nfrom dlcli.ground import atomic\n{prepare}\ntarget = pathlib.Path(sys.argv[1])\n"
    return subprocess.run(
        [sys.executable, "-c", program + action, str(target)],
        env={"DLCLI_FAILPOINT": failpoint, "DLCLI_TESTING": "1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_write_makes_and_replaces_a_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    atomic.write_bytes(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    atomic.write_text(path, "ä\r\n")
    assert path.read_bytes() == b"\xc3\xa4\r\n"
    assert names(tmp_path) == ["file"]


def test_a_new_file_has_the_rights_that_the_user_asked_for(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic.write_bytes(tmp_path / "file", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640


def test_a_link_is_replaced_and_what_it_points_to_is_kept(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("keep")
    (tmp_path / "file").symlink_to("victim")
    atomic.write_text(tmp_path / "file", "new")
    assert not (tmp_path / "file").is_symlink()
    assert (tmp_path / "victim").read_text() == "keep"


def record_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is synced and moved from here on, in order."""
    calls: list[str] = []
    sync = os.fsync

    def record_sync(descriptor: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{descriptor}")).name
        calls.append(f"sync {'temporary' if name.startswith('.tmp-') else name}")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", record_sync)

    def recorded(move: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
        def record_move(source: Path, target: Path) -> None:
            calls.append("move")
            move(source, target)

        return record_move

    monkeypatch.setattr(os, "replace", recorded(os.replace))
    monkeypatch.setattr(os, "rename", recorded(os.rename))
    return calls


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc here")
def test_the_data_is_on_disk_before_the_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = record_calls(monkeypatch)
    atomic.write_bytes(tmp_path / "file", b"x")
    assert calls == ["sync temporary", "move", f"sync {tmp_path.name}"]
    calls.clear()
    with atomic.new_folder(tmp_path / "folder") as folder:
        (folder / "sub").mkdir()
        (folder / "sub" / "deep").write_text("x")
        (folder / "state").write_text("x")
        (folder / "link").symlink_to("state")
    assert calls == ["sync deep", "sync sub", "sync state", "sync temporary", "move", f"sync {tmp_path.name}"]


@pytest.mark.parametrize(
    ("place", "content"), [("before_fsync", "old"), ("before_rename", "old"), ("after_rename", "new")]
)
def test_a_kill_leaves_the_old_file_or_the_new(tmp_path: Path, place: str, content: str) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    ended = in_a_process(WRITE, path, failpoint=f"{place}=kill")
    assert ended.returncode == -signal.SIGKILL
    assert path.read_text() == content
    atomic.remove_leftovers(tmp_path)
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("before_rename", []),
        ("folder_before_fsync", []),
        ("folder_before_rename", []),
        ("folder_after_rename", ["step"]),
    ],
)
def test_a_kill_leaves_a_whole_folder_or_none(tmp_path: Path, place: str, left: list[str]) -> None:
    ended = in_a_process(FILL, tmp_path / "step", failpoint=f"{place}=kill")
    assert ended.returncode == -signal.SIGKILL
    assert [name for name in names(tmp_path) if not name.startswith(".tmp-")] == left
    atomic.remove_leftovers(tmp_path)
    assert names(tmp_path) == left
    for name in left:
        assert (tmp_path / name / "state").read_bytes() == b"new"


@pytest.mark.parametrize("action", [WRITE, FILL], ids=["file", "folder"])
@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("ENOSPC", "no space left"),
        ("EDQUOT", "your disk quota is used up"),
        ("EROFS", "the file system is read-only"),
        ("EIO", "the disk reports an error"),
    ],
)
def test_a_disk_that_refuses_is_named_and_nothing_is_left(
    tmp_path: Path, action: str, number: str, reason: str
) -> None:
    ended = in_a_process(action, tmp_path / "target", failpoint=f"before_fsync=raise:{number}")
    last = ended.stderr.splitlines()[-1]
    assert last.startswith("dlcli.ground.errors.ResourceError: cannot write '")
    assert f"': {reason}; " in last
    assert names(tmp_path) == []


def test_a_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))"
    ended = in_a_process("atomic.write_bytes(target, b'x' * 2000)", path, prepare=limit)
    assert f"cannot write '{path}': the file is larger than is allowed here; raise the limit" in ended.stderr
    assert path.read_text() == "old"
    assert names(tmp_path) == ["file"]


def test_a_path_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ResourceError, match="there is a folder of that name"):
        atomic.write_bytes(tmp_path / "folder", b"")
    with pytest.raises(ResourceError, match="its folder does not exist"):
        atomic.write_bytes(tmp_path / "gone" / "file", b"")
    assert names(tmp_path) == ["folder"]


def test_a_folder_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "step").mkdir()
    (tmp_path / "step" / "state").write_text("old")
    with pytest.raises(ResourceError, match="it exists already"), atomic.new_folder(tmp_path / "step"):
        pytest.fail("the block must not run")
    assert (tmp_path / "step" / "state").read_text() == "old"


def test_an_error_in_the_block_leaves_no_folder_and_stays_itself(tmp_path: Path) -> None:
    def fill_and_fail(folder: Path) -> None:
        (folder / "sub").mkdir()
        (tmp_path / "missing").read_text()

    with pytest.raises(FileNotFoundError), atomic.new_folder(tmp_path / "step") as folder:
        fill_and_fail(folder)
    assert names(tmp_path) == []


def test_a_disk_that_fills_up_in_the_block_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="step': no space left"), atomic.new_folder(tmp_path / "step"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert names(tmp_path) == []


def test_leftovers_go_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "file").write_text("x")
    (tmp_path / ".tmp-1-a").mkdir()
    (tmp_path / ".tmp-1-a" / "state").write_text("half")
    (tmp_path / ".tmp-1-b").write_text("half")
    (tmp_path / ".tmp-1-c").symlink_to("keep")
    atomic.remove_leftovers(tmp_path)
    assert names(tmp_path) == ["keep"]
    assert names(tmp_path / "keep") == ["file"]


def test_lines_are_added_and_a_line_end_inside_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log"
    atomic.append_line(path, '{"epoch": 1}')
    atomic.append_line(path, "ä")
    with pytest.raises(ValueError, match="cannot hold a line end"):
        atomic.append_line(path, "a\nb")
    assert path.read_text() == '{"epoch": 1}\nä\n'


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("whole\n" * 100)
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (650, 650))"
    ended = in_a_process("atomic.append_line(target, 'x' * 100)", path, prepare=limit)
    assert f"cannot write '{path}': " in ended.stderr
    assert path.read_text() == "whole\n" * 100


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_log_on_a_full_disk_is_named() -> None:
    with pytest.raises(ResourceError, match="cannot write '/dev/full': no space left; free some space"):
        atomic.append_line(Path("/dev/full"), "x")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b"one\n", b"one\n"),
        (b"one\ntwo", b"one\n"),
        (b"torn", b""),
        (b"one\n" + b"x" * 200_000, b"one\n"),
        (b"one\n" + b"\0" * 70_000, b"one\n"),
        (b"x" * 65_535 + b"\ny", b"x" * 65_535 + b"\n"),
    ],
    ids=["empty", "whole", "torn", "only torn", "long torn", "zeros", "at the edge of a piece"],
)
def test_a_torn_last_line_is_cut(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(before)
    atomic.cut_torn_line(path)
    assert path.read_bytes() == after


def test_a_log_that_was_never_begun_needs_no_cut(tmp_path: Path) -> None:
    atomic.cut_torn_line(tmp_path / "log")
    assert names(tmp_path) == []

"""A stranger's file: opened if it is a file, refused in clear words and without a wait if it is anything else."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dlcli.ground.errors import CheckpointError, DataError, DlcliError, UsageError
from dlcli.ground.files import check_folder, open_regular, read_bytes, scheme_of

NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is also the current one, so that messages name short paths."""
    monkeypatch.chdir(tmp_path)
    return Path()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything: for this block, be a user who may not."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def refused(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        open_regular(path)
    assert caught.value.help
    return caught.value.message


@pytest.mark.parametrize(
    "path",
    [
        "http://a.b/c.npz",
        "gs://bucket/x",
        "s3://b/x",
        "file:///etc/passwd",
        "HTTPS://a",
        "git+ssh://a",
        " gs://b",
        "my_x://",
    ],
)
def test_an_address_is_told_from_a_path(path: str) -> None:
    assert path.startswith(scheme_of(path) or "none")


@pytest.mark.parametrize("path", ["data/iris.csv", "/abs/x", "~/x", "a:b", "c:/x", "../x", "//server/x", ""])
def test_a_path_is_no_address(path: str) -> None:
    assert scheme_of(path) is None


def test_a_file_is_opened_through_a_link_too(folder: Path) -> None:
    (folder / "iris.csv").write_bytes(b"1,2\n")
    (folder / "link.csv").symlink_to("iris.csv")
    for name in ("iris.csv", "link.csv"):
        with open_regular(folder / name) as stream:
            assert stream.read() == b"1,2\n"


def test_a_missing_file_names_what_was_probably_meant(folder: Path) -> None:
    (folder / "iris.csv").touch()
    with pytest.raises(DataError, match=r"^'irs.csv' does not exist; did you mean 'iris.csv'\?$"):
        open_regular(folder / "irs.csv")
    with pytest.raises(DataError, match=r"^'other' does not exist; relative paths start at '/"):
        open_regular(folder / "other")
    assert refused(folder / "no" / "iris.csv") == "'no/iris.csv' does not exist, nor does its folder 'no'"


def test_a_folder_a_pipe_a_socket_and_a_device_are_refused_without_a_wait(folder: Path) -> None:
    (folder / "sub").mkdir()
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
    assert refused(folder / "sub") == "'sub' is a folder, not a file"
    assert refused(folder / "pipe") == "'pipe' is a pipe, not a file"
    assert refused(folder / "socket") == "'socket' is a socket, not a file"
    assert refused(Path("/dev/zero")) == "'/dev/zero' is a device, not a file"


def test_a_pipe_that_took_the_files_place_is_refused_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").touch()
    os.mkfifo(folder / "pipe")
    looked_at = os.stat("file")
    monkeypatch.setattr(os, "stat", lambda path: looked_at)
    assert refused(folder / "pipe") == "'pipe' is a pipe, not a file"


def test_links_that_lead_nowhere_are_refused(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "dangling").symlink_to("gone.csv")
    assert refused(folder / "a") == "'a' is a loop of links"
    assert refused(folder / "dangling") == "'dangling' is a link to 'gone.csv', which does not exist"


def test_impossible_names_are_refused(folder: Path) -> None:
    (folder / "file").touch()
    assert refused(folder / "file" / "x" / "y") == "'file/x/y' cannot be there: 'file' is not a folder"
    assert refused(folder / ("n" * 300)).endswith("is too long a name for this file system")
    assert "holds a NUL character" in refused(folder / "a\0b")
    assert "holds a character that no file's name can" in refused(folder / "a\ud800b")


def test_a_file_that_may_not_be_read_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "secret").write_bytes(b"x")
    (folder / "secret").chmod(0)
    tmp_path.chmod(0o755)
    with as_nobody():
        message = refused(folder / "secret")
    assert message == "'secret' may not be read (permission denied)"


def test_read_bytes_gives_everything_up_to_the_limit(folder: Path) -> None:
    path = folder / "data"
    path.write_bytes(b"x" * 1000)
    assert read_bytes(path, limit=1000) == b"x" * 1000
    with pytest.raises(UsageError, match=r"^'data' has 1,000 bytes, the limit is 999; give a smaller file$"):
        read_bytes(path, limit=999, error=UsageError)


def test_read_bytes_does_not_trust_a_size_of_zero() -> None:
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("no /proc here")
    assert read_bytes(path, limit=100_000)
    with pytest.raises(DataError, match="has 11 bytes, the limit is 10"):
        read_bytes(path, limit=10)


def test_check_folder_takes_folders_alone(folder: Path, tmp_path: Path) -> None:
    (folder / "file").touch()
    (folder / "sub").mkdir(mode=0o700)
    check_folder(folder / "sub")
    with pytest.raises(CheckpointError, match=r"^'file' is a file, not a folder"):
        check_folder(folder / "file", CheckpointError)
    with pytest.raises(DataError, match=r"^'sup' does not exist; did you mean 'sub'"):
        check_folder(folder / "sup")


@pytest.mark.parametrize("kind", [UsageError, DataError, CheckpointError])
def test_the_caller_chooses_the_error(folder: Path, kind: type[DlcliError]) -> None:
    with pytest.raises(kind):
        open_regular(folder / "missing", error=kind)

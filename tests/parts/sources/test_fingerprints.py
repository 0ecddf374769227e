"""Data files are told apart by what they hold, or by size and time where they are too large to be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dlcli.parts.sources import _fingerprints
from dlcli.parts.sources._fingerprints import data_files, digest_of


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / folder / name for folder in ("cat", "dog") for name in ("a", "b")]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(path.name)
        os.utime(path, ns=(1, 1))
    return paths


def test_a_touched_file_is_the_same_where_its_bytes_are_read(files: list[Path], tmp_path: Path) -> None:
    before = digest_of(data_files(tmp_path, files))
    os.utime(files[0], ns=(2, 2))
    assert digest_of(data_files(tmp_path, files)) == before
    files[0].write_text("z")
    assert digest_of(data_files(tmp_path, files)) != before


def test_of_large_files_size_and_time_count(files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_fingerprints, "READ_WHOLE_BELOW", 4)
    found = data_files(tmp_path, files)
    assert next((each.path, each.size, each.mtime_ns, each.sha256) for each in found) == ("cat/a", 1, 1, None)
    os.utime(files[0], ns=(2, 2))
    assert digest_of(data_files(tmp_path, files)) != digest_of(found)


def test_a_folder_stands_for_very_many_files(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_fingerprints, "MOST_NAMED", 3)
    before = data_files(tmp_path, files)
    assert [each.path for each in before] == ["cat/ (2 files)", "dog/ (2 files)"]
    files[0].write_text("z")
    after = data_files(tmp_path, files)
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True]

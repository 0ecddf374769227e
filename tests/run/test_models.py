"""A stranger's `.keras` file is opened, or refused in one line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from dlcli.ground.errors import CheckpointError
from dlcli.run.models import open_model


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "{}")
    return path


def test_a_damaged_directory_of_members(tmp_path: Path) -> None:
    path = archive(tmp_path / "model.keras", "config.json", "metadata.json")
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"XXXX"))
    with pytest.raises(CheckpointError, match=r"this \.keras file is damaged"):
        open_model(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(tmp_path: Path) -> None:
    path = archive(tmp_path / "model.keras", "config.json", "config.json")
    with pytest.raises(CheckpointError, match=r"the file holds 'config\.json' twice"):
        open_model(path)


@pytest.mark.parametrize("name", ["../evil", "assets/../../evil", "/etc/passwd", "script.py"])
def test_a_member_that_no_model_has(tmp_path: Path, name: str) -> None:
    with pytest.raises(CheckpointError, match="which no Keras model has"):
        open_model(archive(tmp_path / "model.keras", "config.json", name))


def test_what_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    path.write_text("weights", "utf-8")
    with pytest.raises(CheckpointError, match=r"this is not a \.keras file"):
        open_model(path)

"""The wheel holds all that a user needs after `pip install .`, and nothing else."""

from __future__ import annotations

import email
import email.message
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import dlcli


@pytest.fixture(scope="session")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    finished = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, str(repository)], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="session")
def metadata(wheel: zipfile.ZipFile) -> email.message.Message:
    return email.message_from_bytes(wheel.read(f"dlcli-{dlcli.__version__}.dist-info/METADATA"))


@pytest.mark.parametrize("folder", ["recipes", "schemas"])
def test_folder_is_shipped_file_by_file(wheel: zipfile.ZipFile, repository: Path, folder: str) -> None:
    here = {
        path.relative_to(repository / folder).as_posix(): path.read_bytes()
        for path in (repository / folder).rglob("*")
        if path.is_file()
    }
    prefix = f"dlcli/shipped/{folder}/"
    shipped = {name.removeprefix(prefix): wheel.read(name) for name in wheel.namelist() if name.startswith(prefix)}
    assert shipped == here


def test_quickstart_is_shipped(wheel: zipfile.ZipFile) -> None:
    assert "dlcli/shipped/recipes/quickstart.yaml" in wheel.namelist()


def test_every_module_is_shipped(wheel: zipfile.ZipFile, repository: Path) -> None:
    here = {path.relative_to(repository).as_posix() for path in repository.glob("dlcli/**/*.py")}
    assert {name for name in wheel.namelist() if name.endswith(".py")} == here


@pytest.mark.parametrize("name", ["animals.npz", "ANIMALS-LICENSE.txt"])
def test_built_in_pictures_are_shipped_with_their_licence(wheel: zipfile.ZipFile, repository: Path, name: str) -> None:
    place = f"dlcli/parts/sources/data/{name}"
    assert wheel.read(place) == (repository / place).read_bytes()


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "dlcli/parts/sources/data/ANIMALS-LICENSE.txt"])
def test_licences_stand_beside_the_metadata(wheel: zipfile.ZipFile, repository: Path, name: str) -> None:
    shipped = wheel.read(f"dlcli-{dlcli.__version__}.dist-info/licenses/{name}")
    assert shipped == (repository / name).read_bytes()


def test_nothing_else_is_shipped(wheel: zipfile.ZipFile) -> None:
    assert {name.partition("/")[0] for name in wheel.namelist()} == {"dlcli", f"dlcli-{dlcli.__version__}.dist-info"}
    assert not [name for name in wheel.namelist() if "__pycache__" in name or Path(name).name.startswith("test")]


def test_metadata(metadata: email.message.Message) -> None:
    assert metadata["Name"] == "dlcli"
    assert metadata["License-Expression"] == "Apache-2.0 AND MIT"
    assert set(metadata["Requires-Python"].split(",")) == {">=3.11", "<3.14"}
    requirements = metadata.get_all("Requires-Dist", [])
    assert "tensorflow<2.22,>=2.21" in requirements
    assert "tensorflow[and-cuda]<2.22,>=2.21; extra == 'gpu'" in requirements


def test_command_is_installed(wheel: zipfile.ZipFile) -> None:
    entry_points = wheel.read(f"dlcli-{dlcli.__version__}.dist-info/entry_points.txt").decode()
    assert "dlcli = dlcli.__main__:main" in entry_points

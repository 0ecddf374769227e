"""The rules of the house, so that `pytest` alone checks style, types and architecture."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LONGEST_FILE = 250
# Written in halves, so that this file is not what it looks for.
FORBIDDEN_ADDRESSES = re.compile(
    "|".join(["pypi" + r"\.org", "files.python" + r"hosted\.org", "--(extra-)?index" + "-url", "--find" + "-links"])
)
UNTRACKED = {".git", ".venv", "build", "dist", "runs", "__pycache__"}


def check(repository: Path, *arguments: str) -> None:
    finished = subprocess.run(
        [sys.executable, *arguments], cwd=repository, capture_output=True, text=True, timeout=600, check=False
    )
    assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"


def project(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text())


def files(repository: Path) -> Iterator[Path]:
    """The repository's own files: tracked ones where git knows, else all but what tools leave behind."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        found = [repository / name for name in listing.stdout.split("\0") if name]
    else:
        found = [path for path in repository.rglob("*") if not UNTRACKED & set(path.relative_to(repository).parts)]
    yield from (path for path in found if path.is_file())


def locked(repository: Path) -> Iterator[tuple[Requirement, list[str]]]:
    text = (repository / "requirements.lock").read_text().replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        requirement, *hashes = re.split(r"\s+--hash=", line)
        yield Requirement(requirement), hashes


def test_ruff_check(repository: Path) -> None:
    check(repository, "-m", "ruff", "check", ".")


def test_ruff_format(repository: Path) -> None:
    check(repository, "-m", "ruff", "format", "--check", "--diff", ".")


def test_mypy(repository: Path) -> None:
    check(repository, "-m", "mypy")


def test_rooms_import_downwards_only(repository: Path) -> None:
    check(repository, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")


def test_every_kind_of_part_is_kept_apart(repository: Path) -> None:
    contracts = project(repository)["tool"]["importlinter"]["contracts"]
    (kinds,) = (contract for contract in contracts if contract["containers"] == ["dlcli.parts"])
    listed = set(re.findall(r"\w+", " ".join(kinds["layers"])))
    folders = {path.parent.name for path in repository.glob("dlcli/parts/*/__init__.py")}
    assert folders <= listed


def test_no_file_names_a_registry_address(repository: Path) -> None:
    found = [
        f"{path.relative_to(repository)}:{number}"
        for path in files(repository)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if FORBIDDEN_ADDRESSES.search(line)
    ]
    assert found == []


def test_no_module_is_long(repository: Path) -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in repository.glob("dlcli/**/*.py")}
    assert {str(path): length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_locked_version_is_exact_and_has_hashes(repository: Path) -> None:
    rows = list(locked(repository))
    assert rows
    loose = [
        str(requirement)
        for requirement, hashes in rows
        if not re.fullmatch(r"==[^,*]+", str(requirement.specifier))
        or not hashes
        or not all(re.fullmatch("sha256:[0-9a-f]{64}", digest) for digest in hashes)
    ]
    assert loose == []


def test_lock_answers_every_dependency(repository: Path) -> None:
    metadata = project(repository)["project"]
    versions: dict[str, list[str]] = {}
    for requirement, _ in locked(repository):
        versions.setdefault(canonicalize_name(requirement.name), []).append(str(requirement.specifier)[2:])
    for text in [*metadata["dependencies"], *metadata["optional-dependencies"]["dev"]]:
        wanted = Requirement(text)
        found = versions.get(canonicalize_name(wanted.name), [])
        assert found, f"{wanted.name} is not in requirements.lock: run `make lock`"
        assert all(wanted.specifier.contains(version) for version in found), f"{text}: the lock has {found}"

"""What the machine has, and what is told of what it lacks."""

from __future__ import annotations

from importlib import metadata

import pytest

from dlcli.report import doctor
from dlcli.run.doctor import Finding, examine
from tests.report.screens import plain

GOOD = [Finding("python", "3.12.1"), Finding("devices", "CPU:0, GPU:0")]
BAD = Finding("keras", "3.14.0", ok=False, help="dlcli needs 3.15.1: pip install 'keras>=3.15.1'")
SHOWN = """\
ok     python   3.12.1
ok     devices  CPU:0, GPU:0
wrong  keras    3.14.0

keras: dlcli needs 3.15.1: pip install 'keras>=3.15.1'
"""


def test_what_is_wrong_comes_with_its_remedy() -> None:
    assert plain(doctor.lines([*GOOD, BAD], width=100)) == SHOWN


def test_where_nothing_is_wrong_that_is_said() -> None:
    assert plain(doctor.lines(GOOD, width=100)).endswith("\nnothing stands in the way of a training\n")


@pytest.fixture
def broken_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ImportError("libcudart.so.12: cannot open shared object file\nmore")

    monkeypatch.setattr("dlcli.run.tensorflow.load", fail)


@pytest.mark.usefixtures("broken_tensorflow")
def test_old_and_missing_packages_are_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "safetensors":
            raise metadata.PackageNotFoundError(name)
        return {"keras": "3.15.0", "tensorflow": "2.21.0rc1"}.get(name, "1.0")

    monkeypatch.setattr("importlib.metadata.version", version)
    found = {each.name: each for each in examine()}
    assert not found["safetensors"].ok
    assert found["safetensors"].value == "missing"
    assert found["keras"].help == "dlcli needs 3.15.1: pip install 'keras>=3.15.1'"
    assert found["tensorflow"].ok


@pytest.mark.usefixtures("broken_tensorflow")
def test_a_tensorflow_that_does_not_load_is_a_finding() -> None:
    found = {each.name: each for each in examine()}
    assert not found["devices"].ok
    assert found["devices"].value == "TensorFlow does not load: libcudart.so.12: cannot open shared object file"
    assert found["free disk space"].ok

"""Commands that compute nothing stay fast: they load neither TensorFlow nor Keras nor NumPy."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

HEAVY = ("tensorflow", "keras", "numpy")

RUN_COMMAND = """
import json, sys
sockets = []
sys.addaudithook(lambda event, _: sockets.append(event) if event.startswith("socket.") else None)
sys.argv = ["dlcli", *json.loads(sys.argv[1])]
exit_code = 0
try:
    from dlcli.__main__ import main
    exit_code = main()
except SystemExit as stop:
    exit_code = stop.code
print()
print(json.dumps([exit_code or 0, sorted(set(HEAVY) & set(sys.modules)) + sockets]))
"""

IMPORT_MODULES = """
import importlib, json, sys
first = {}
for module in json.loads(sys.argv[1]):
    before = set(sys.modules)
    importlib.import_module(module)
    loaded = sorted(set(HEAVY) & (set(sys.modules) - before))
    if loaded:
        first[module] = loaded
print(json.dumps(first))
"""


def run_python(code: str, argument: list[str], *, cwd: Path) -> str:
    finished = subprocess.run(
        [sys.executable, "-c", f"HEAVY = {HEAVY!r}\n{code}", json.dumps(argument)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()[-1]


def commands(command: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of the program itself and of every command below it, as the program knows them."""
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*words, name))


def modules(repository: Path) -> list[str]:
    names = []
    for path in sorted(repository.glob("dlcli/**/*.py")):
        parts = path.relative_to(repository).with_suffix("").parts
        if "keras_objects" not in parts:
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def test_help_of_every_command_loads_nothing_heavy(repository: Path) -> None:
    app = importlib.import_module("dlcli.cli.app").app
    every = list(commands(typer.main.get_command(app)))
    assert ("train",) in every
    seen = {words: json.loads(run_python(RUN_COMMAND, [*words, "--help"], cwd=repository)) for words in every}
    assert seen == {words: [0, []] for words in every}


@pytest.mark.parametrize(
    "words",
    [
        ("validate", "recipes/quickstart.yaml"),
        ("validate", "recipes/vision/resnet152.yaml"),
        ("show", "recipes/quickstart.yaml", "--origin"),
        ("summary", "recipes/quickstart.yaml"),
        ("explain", "conv2d"),
        ("explain",),
        ("schema",),
    ],
    ids=" ".join,
)
def test_reading_loads_nothing_heavy_and_opens_no_socket(words: tuple[str, ...], repository: Path) -> None:
    assert json.loads(run_python(RUN_COMMAND, [*words], cwd=repository)) == [0, []]


def test_modules_outside_keras_objects_load_nothing_heavy(repository: Path) -> None:
    names = modules(repository)
    assert "dlcli" in names
    assert json.loads(run_python(IMPORT_MODULES, names, cwd=repository)) == {}

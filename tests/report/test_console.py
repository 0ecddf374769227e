"""The two streams: what is written when nobody reads, and when an encoding lacks a character."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dlcli.report import console
from tests.report.screens import Terminal


def test_what_is_no_terminal_has_a_hundred_cells_and_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    assert console.wide() == 100
    console.out().print("[red]:smile:[/red] 1", style="bold red")
    assert capsys.readouterr().out == "[red]:smile:[/red] 1\n"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colours(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv(name, value)
    console.err().print("plain", style="bold red")
    assert terminal.getvalue() == "plain\n"


def test_a_character_that_the_encoding_lacks_is_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    console.line("3×4")
    console.out().print("5×6")
    assert buffer.getvalue().replace(b"\r\n", b"\n") == b"3\\xd74\n5\\xd76\n"


def test_a_closed_pipe_ends_in_silence(repository: Path) -> None:
    code = (
        "from dlcli.report import console\nfor _ in range(9999):\n    console.line('x' * 99)\nconsole.out().print('y')"
    )
    read, write = os.pipe()
    os.close(read)
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(write)
    assert (finished.returncode, finished.stderr) == (0, b"")

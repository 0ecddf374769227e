"""What every test shares: the repository's folder, a quiet TensorFlow, and a way to run the command."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

# TensorFlow and Keras read these once, when they are imported; a person's own files must not decide a test.
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="dlcli-cache-")
os.environ["KERAS_HOME"] = tempfile.mkdtemp(prefix="dlcli-keras-home-")

# A process that is started in the background ignores these, and so would each that a test starts.
if threading.current_thread() is threading.main_thread():
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

Arm = Callable[[str], None]
RunDlcli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return REPOSITORY


@pytest.fixture(autouse=True)
def float32_again() -> Iterator[None]:
    """Takes back the float types that a test has told Keras, for the tests that follow in the same process."""
    yield
    keras = sys.modules.get("keras")
    if keras is not None:
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")


@pytest.fixture
def run_dlcli(tmp_path: Path) -> RunDlcli:
    """Run `dlcli ARGUMENTS` in a process of its own, in the test's empty folder unless `cwd` says another."""

    def run(*arguments: str, cwd: Path = tmp_path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        search_path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
        return subprocess.run(
            [sys.executable, "-m", "dlcli", *arguments],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": search_path},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def arm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Arm]:
    """Starts failpoints again, as a new process with this DLCLI_FAILPOINT would."""
    from dlcli.ground import failpoints

    monkeypatch.setenv("DLCLI_TESTING", "1")

    def start_with(text: str) -> None:
        monkeypatch.setenv("DLCLI_FAILPOINT", text)
        importlib.reload(failpoints)

    yield start_with
    monkeypatch.delenv("DLCLI_FAILPOINT", raising=False)
    importlib.reload(failpoints)

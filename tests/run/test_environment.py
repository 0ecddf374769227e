"""A run that goes on elsewhere: what differs is named, and accepted by name."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from dlcli.run import tensorflow
from dlcli.run.events import Finished, Warned
from dlcli.run.folder import RunFolder
from tests.run.conftest import SMALL, Runs, told, written


def rewrite(run: RunFolder, change: Callable[[dict[str, Any]], None]) -> None:
    """Make a run one that ran elsewhere."""
    found = written(run)
    change(found)
    run.environment.write_text(json.dumps(found))


def elsewhere(found: dict[str, Any]) -> None:
    found["packages"]["keras"] = "3.15.0"
    found["threads"]["intra_op"] += 2
    found["onednn"] = not found["onednn"]
    found["trained_on"] = {"GPU (NVIDIA H100)": 2}
    found["replicas"] = 2


def test_another_environment_is_told_by_name_and_accepted_by_name(runs: Runs) -> None:
    from dlcli.run import machine

    run = runs.train(SMALL, stop=2)
    now = written(run)
    threads, onednn = now["threads"]["intra_op"], "on" if now["onednn"] else "off"
    rewrite(run, elsewhere)
    differences = (
        f"keras 3.15.0 then, {now['packages']['keras']} now; {threads + 2} threads then, {threads} now; "
        f"oneDNN {'off' if now['onednn'] else 'on'} then, {onednn} now; "
        f"2 × GPU (NVIDIA H100) then, 1 × CPU ({now['processor']}) now; 2 replicas then, 1 now"
    )
    assert runs.refused() == (
        f"this run cannot go on exactly as it was: {differences}, {run.path}; "
        "undo that, or go on with --allow-inexact, which marks the run"
    )
    events = runs.resume(allow_inexact=True)
    text = f"resumed inexactly at step 3: {differences}"
    assert told(events, Warned) == [text]
    assert isinstance(events[-1], Finished)
    assert events[-1].inexact == (text,)
    found = written(run)
    assert (found["exact"], found["inexact"], found["threads"]["intra_op"]) == (False, [text], threads)
    assert found["resumes"] == [{"step": 3, "command": ["dlcli", "train"], "differences": differences.split("; ")}]
    assert machine.describe is not None


@pytest.mark.slow
def test_a_run_without_onednn_goes_on_without_it(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite(runs.train(SMALL, stop=2), lambda found: found.update(onednn=False))
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS", raising=False)
    runs.resume(allow_inexact=True)  # TensorFlow is loaded in this process, and stays as it is
    assert os.environ["TF_ENABLE_ONEDNN_OPTS"] == "0"


def test_a_choice_of_onednn_that_stands_already_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    tensorflow.compute_with_onednn(use=True)
    assert os.environ["TF_ENABLE_ONEDNN_OPTS"] == "0"

"""A training in this process that is stopped where a test says, and then goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from dlcli.ground import digests
from dlcli.ground.errors import Interrupted
from dlcli.run.begin import begin
from dlcli.run.events import Event, Listener, ignore
from dlcli.run.folder import RunFolder


def stopped_and_resumed(
    recipe: Path, runs: Path, *, at: Callable[[Event], bool], overrides: Sequence[str] = ()
) -> RunFolder:
    """The folder of a run that was stopped by the first event of which `at` says so, and was resumed."""

    def stop(event: Event) -> None:
        if at(event):
            raise Interrupted(2, where="here")

    def run(listener: Listener, *, resuming: bool) -> RunFolder:
        return begin(
            recipe,
            overrides=overrides,
            runs=runs,
            resuming=resuming,
            listener=listener,
            command=["dlcli"],
            debug=False,
        )

    try:
        run(stop, resuming=False)
    except Interrupted:
        return run(ignore, resuming=True)
    raise AssertionError("nothing stopped the training")


def resumed_from(run: RunFolder) -> list[int]:
    """The steps from which a run went on."""
    found: list[int] = json.loads(run.environment.read_bytes())["resumed_from"]
    return found


def figures_of(run: RunFolder) -> list[dict[str, float]]:
    """The lines of metrics.jsonl, without the time that each epoch took."""
    lines = [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key not in ("seconds", "waited")} for line in lines]


def states_of(run: RunFolder) -> dict[str, str]:
    """The digest of each checkpoint's variables."""
    return {path.parent.name: digests.of_file(path) for path in sorted(run.checkpoints.glob("*/state.safetensors"))}


def end_of(run: RunFolder) -> str:
    """The digest of the last checkpoint's variables: which others there are, a clock decides too."""
    found = states_of(run)
    return found[max(found)]

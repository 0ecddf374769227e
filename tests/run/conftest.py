"""Trains small recipes in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dlcli.run.events import Event
from dlcli.run.folder import RunFolder

Train = Callable[..., tuple[RunFolder, list[Event]]]


@pytest.fixture
def train(tmp_path: Path) -> Train:
    """Train a recipe's text with overrides; gives the run's folder and the events."""

    def run(text: str, *overrides: str) -> tuple[RunFolder, list[Event]]:
        from dlcli.run.begin import begin

        path = tmp_path / "small.yaml"
        path.write_text(text, "utf-8")
        events: list[Event] = []
        folder = begin(
            path,
            overrides=overrides,
            runs=tmp_path / "runs",
            resuming=False,
            listener=events.append,
            command=["dlcli", "train", "small.yaml"],
            debug=False,
        )
        return folder, events

    return run

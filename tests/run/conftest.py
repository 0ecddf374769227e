"""Trains small recipes in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dlcli.ground.errors import CheckpointError, Interrupted
from dlcli.run.events import EpochEnded, Event, Listener, Noted, Warned
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


SMALL = """\
name: small
data: {source: iris, split: {validation: 0.2}, batch_size: 40}
layers:
  - {type: dense, units: 4, activation: relu}
  - {type: dropout, rate: 0.3}
  - {type: dense, units: "${data.classes}", activation: softmax}
optimizer: {type: adam, learning_rate: 0.01}
training: {epochs: 3, checkpoint: {every_epochs: 1, keep: 9}}
"""
"""Three epochs of three steps, each of them saved."""


class Runs:
    """A folder with one recipe and its runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.recipe = folder, folder / "small.yaml"

    @property
    def newest(self) -> RunFolder:
        return RunFolder((self.folder / "runs" / "small" / "latest").resolve())

    def train(self, text: str, *overrides: str, stop: int | None = None) -> RunFolder:
        """Train; with `stop`, until Ctrl-C comes when that epoch has ended and is not saved yet."""
        self.recipe.write_text(text, "utf-8")

        def listen(event: Event) -> None:
            if isinstance(event, EpochEnded) and event.epoch == stop:
                raise KeyboardInterrupt

        if stop is None:
            return self._begin(self.recipe, overrides, listen)
        with pytest.raises(Interrupted):
            self._begin(self.recipe, overrides, listen)
        return self.newest

    def edit(self, before: str, after: str) -> None:
        """Change the recipe that was trained last."""
        text = self.recipe.read_text("utf-8")
        assert before in text
        self.recipe.write_text(text.replace(before, after), "utf-8")

    def resume(self, *overrides: str, target: Path | None = None, **more: Any) -> list[Event]:
        """Go on with the recipe's run, or the one at `target`; gives what was told."""
        events: list[Event] = []
        self._begin(target or self.recipe, overrides, events.append, resuming=True, **more)
        return events

    def refused(self, *overrides: str, **more: Any) -> str:
        """What is told where the run cannot go on."""
        with pytest.raises(CheckpointError) as caught:
            self.resume(*overrides, **more)
        assert caught.value.exit_code == 4
        return str(caught.value)

    def _begin(
        self, target: Path, overrides: tuple[str, ...], listener: Listener, *, resuming: bool = False, **more: Any
    ) -> RunFolder:
        from dlcli.run.begin import begin

        return begin(
            target,
            overrides=overrides,
            runs=self.folder / "runs",
            resuming=resuming,
            listener=listener,
            command=["dlcli", "train"],
            debug=False,
            **more,
        )


def told(events: list[Event], kind: type[Noted | Warned]) -> list[str]:
    """The lines of one kind that were told."""
    return [event.text for event in events if isinstance(event, kind)]


def written(run: RunFolder) -> dict[str, Any]:
    """The content of a run's environment.json."""
    found = json.loads(run.environment.read_bytes())
    assert isinstance(found, dict)
    return found


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    """Recipes are trained and runs go on in the test's own folder."""
    return Runs(tmp_path)

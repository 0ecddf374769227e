"""What a finished run leaves: its scores, its files, and the command to run next."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from dlcli.report import wording
from dlcli.report.cells import printable
from dlcli.report.columns import Cell, aligned
from dlcli.report.evaluation import lines as scores

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.run.events import Finished

FILES = {
    "model.keras": "the trained network, its preprocessing included",
    "encoder.keras": "the encoder alone, its preprocessing included",
    "decoder.keras": "the decoder alone",
    "projector.keras": "the projector alone",
    "generator.keras": "the generator alone",
    "discriminator.keras": "the discriminator alone, its preprocessing included",
    "best.keras": "the network at its best epoch",
    "evaluation.json": "the scores above",
    "metrics.jsonl": "the figures of each epoch",
    "tensorboard": "the same, for TensorBoard",
    "recipe.yaml": "the recipe as it was given",
    "resolved.yaml": "the recipe with every default and choice",
    "environment.json": "packages, devices, command",
    "facts.json": "what the model takes and gives, for dlcli predict",
    "fitted": "what transforms learned from the data",
    "checkpoints": "what resuming needs",
    "samples": "what it made as it learned, epoch by epoch",
}
"""Each file of a run in the order in which a person wants to see it."""


def closing(event: Finished, *, width: int) -> list[Text]:
    """Everything below the last epoch but the folder's path."""
    from rich.text import Text

    facts = [
        ("weights", event.kept),
        ("input", f"model.keras takes {event.wants}"),
        *(("not exact", text) for text in event.inexact),
        ("time", wording.duration(event.seconds)),
        ("next", f"dlcli evaluate {quote(str(event.folder))}"),
    ]
    told = [(Cell(key, "dim"), Cell(printable(text), "bold" if key == "next" else "")) for key, text in facts]
    return [
        *scores(event.evaluation, width=width),
        Text(),
        *files(event.folder, width=width),
        Text(),
        *aligned(told, width=10_000),
        Text(),
    ]


def files(folder: Path, *, width: int) -> list[Text]:
    """The files that a run has written, each with what it is."""
    from rich.text import Text

    there = [(name, words) for name, words in FILES.items() if _is_there(folder / name)]
    rows = [(f"{name}/" if (folder / name).is_dir() else name, Cell(words, "dim")) for name, words in there]
    return [Text("written", "bold"), *aligned(rows, width=width, flexible=1)]


def _is_there(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()

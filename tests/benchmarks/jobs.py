"""The jobs that every contender does: the examples, the batches, and how long a turn is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent
CLASSES = 10
TEST_BATCHES = 4


@dataclass(frozen=True)
class Job:
    """A network on made-up examples that lie in memory."""

    name: str
    title: str
    shape: tuple[int, ...]
    examples: int
    """A whole number of batches."""
    batch_size: int
    epochs_a_turn: int
    """As many as take about a second; for the largest network one, which takes longer."""
    left_out: tuple[str, ...] = ()
    """Contenders that are known to be far behind and take long to compile."""

    @property
    def steps(self) -> int:
        """The steps of an epoch."""
        return self.examples // self.batch_size

    @property
    def recipe(self) -> Path:
        """The recipe of the network."""
        return FOLDER / "recipes" / f"{self.name}.yaml"

    @property
    def pictures(self) -> bool:
        """Whether the examples are bytes, which are scaled; else they are numbers."""
        return len(self.shape) == 3

    def overrides(self, data: Path, epochs: int) -> tuple[str, ...]:
        """What the recipe does not know."""
        return (f"data.source.path={data}", f"data.batch_size={self.batch_size}", f"training.epochs={epochs}")


JOBS = {
    job.name: job
    for job in (
        Job("mlp", "MLP 784-128-10", (28, 28, 1), 8192, 128, epochs_a_turn=12),
        Job("lenet5", "LeNet-5", (28, 28, 1), 8192, 128, epochs_a_turn=3),
        Job("resnet18", "ResNet-18", (32, 32, 3), 128, 32, epochs_a_turn=1, left_out=("fit-64-xla", "bare-xla")),
        Job("lstm", "LSTM 64 over 64 steps", (64, 16), 4096, 128, epochs_a_turn=2),
    )
}


def write_data(job: Job, folder: Path) -> Path:
    """Examples at random, the same every time, with a test split of their own."""
    draw, path = np.random.default_rng(0), folder / f"{job.name}.npz"
    arrays = {}
    for split, count in (("train", job.examples), ("test", TEST_BATCHES * job.batch_size)):
        shape = (count, *job.shape)
        bytes_ = job.pictures
        arrays[f"x_{split}"] = draw.integers(0, 256, shape, np.uint8) if bytes_ else draw.random(shape, np.float32)
        arrays[f"y_{split}"] = draw.integers(0, CLASSES, count, np.int32)
    np.savez(path, **arrays)
    return path


def read_data(path: Path) -> dict[str, np.ndarray]:
    """The arrays of `write_data`."""
    with np.load(path) as file:
        return dict(file)


def scaled(values: np.ndarray) -> np.ndarray:
    """Bytes as numbers from 0 to 1; numbers as they are."""
    return values.astype(np.float32) / 255 if values.dtype == np.uint8 else values

"""Wall time of `dlcli train` and of a hand-written fit script, from start to end of the process, run in turn.

Example:
    python tests/benchmarks/start_to_end.py --repetitions 5
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from jobs import JOBS
from measure import REPOSITORY, print_table, ratio, timed

ANIMALS = REPOSITORY / "dlcli" / "parts" / "sources" / "data" / "animals.npz"
SCRIPT = Path(__file__).resolve().parent / "fit_script.py"


def commands(epochs: int) -> dict[str, list[str]]:
    """What each contender runs: LeNet-5 on `animals`, batch 64, a tenth held back, the model saved and scored."""
    changes = ("data.source=animals", "data.batch_size=64", "data.split={validation: 0.1}", f"training.epochs={epochs}")
    options = [word for change in changes for word in ("--set", change)]
    return {
        "dlcli train": ["-m", "dlcli", "train", str(JOBS["lenet5"].recipe), *options],
        "fit script": [str(SCRIPT), str(ANIMALS), str(epochs), "model.keras"],
    }


def main() -> None:
    """Reads the command line, runs both in turn and prints their table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(given.repetitions):
            for contender, command in commands(given.epochs).items():
                seconds, processor, _ = timed(command, folder=Path(name))
                found.setdefault(contender, []).append((seconds, processor))
    ours = list(zip(*found["dlcli train"], strict=True))
    rows = {}
    for contender, pairs in found.items():
        seconds, processor = zip(*pairs, strict=True)
        ratios = f"{ratio(ours[0], seconds):.3f}", f"{ratio(ours[1], processor):.3f}"
        rows[contender] = (f"{median(seconds):.2f}", ratios[0], f"{median(processor):.2f}", ratios[1])
    title = f"LeNet-5 on animals, {given.epochs} epochs, start to end, median of {given.repetitions}"
    print_table(title, ("seconds", "dlcli ÷ this", "processor, s", "dlcli ÷ this"), rows)


if __name__ == "__main__":
    main()

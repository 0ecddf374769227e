"""Wall time of `dlcli train` and of a hand-written fit script, from start to end of the process, run in turn.

Example:
    python tests/benchmarks/start_to_end.py --repetitions 5
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from jobs import recipe
from measure import REPOSITORY, print_table, ratio, timed

ANIMALS = REPOSITORY / "dlcli" / "parts" / "sources" / "data" / "animals.npz"
SCRIPT = Path(__file__).resolve().parent / "fit_script.py"


def commands(folder: Path, epochs: int) -> dict[str, list[str]]:
    """What each contender runs: LeNet-5 on `animals`, batch 64, a tenth held back, the model saved and scored."""
    split = "{validation: 0.1}"
    text = recipe(name="lenet5", model="lenet5", source="animals", split=split, batch_size=64, epochs=epochs)
    (folder / "lenet5.yaml").write_text(text)
    return {
        "dlcli train": ["-m", "dlcli", "train", "lenet5.yaml"],
        "fit script": [str(SCRIPT), str(ANIMALS), str(epochs), "model.keras"],
    }


def main() -> None:
    """Reads the command line, runs both in turn and prints their table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(given.repetitions):
            for contender, command in commands(folder, given.epochs).items():
                seconds, processor, _ = timed(command, folder=folder)
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

"""Stops runs at every kind of moment, resumes them in new processes, and compares them with runs that nobody stopped.

A row for each stop: at which step it came, where the next process went on, how many updates were made twice. All rows
of a recipe, precision and strategy are stops of one run, which at its end is compared with tolerance 0: variables and
counters of every checkpoint, the figures of every epoch, the evaluation, the weights of model.keras and best.keras.

Example:
    python -m tests.engine.resume_matrix --devices "2 workers" --precision float32
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from pathlib import Path

from tests.engine.equality import differences, saved_in
from tests.engine.lives import EVERY_STOP, Life, last_step, mistakes, run_in, stopped_and_resumed, uninterrupted
from tests.engine.recipes import DISTRIBUTIONS, EVERY_WAY, PRECISIONS, RECIPES, Way

WIDTHS = (34, 7, 8, 13, 8)


def print_row(*cells: object) -> None:
    """A row of the table."""
    texts = [
        str(cell).ljust(width) if not number else str(cell).rjust(width)
        for number, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    print("  ".join(texts), flush=True)


def print_lives(lives: list[Life]) -> None:
    """A row for each stop."""
    print_row("stop", "exit", "at step", "went on from", "twice")
    for life, following in itertools.pairwise(lives):
        assert life.stop is not None
        print_row(life.stop.name, life.code, life.end, following.start, life.end - following.start)


def tried(way: Way, folder: Path) -> list[str]:
    """Prints the rows of a way to train; what is wrong with them."""
    print(f"\n{way}")
    try:
        oracle = uninterrupted(folder / "oracle", way)
        end = last_step(oracle)
        lives = stopped_and_resumed(folder / "stopped", way, EVERY_STOP, end=end)
    except AssertionError as error:
        return [f"not finished: {error}"]
    print_lives(lives)
    run = run_in(folder / "stopped")
    same = len(saved_in(run).keys() & saved_in(oracle).keys())
    wrong = [*mistakes(lives, end=end), *differences(run, oracle)]
    if not wrong:
        print(f"equal: {same} checkpoints, step {end}, all files", flush=True)
    return wrong


def main() -> None:
    """Reads the command line and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--devices", choices=list(DISTRIBUTIONS))
    parser.add_argument("--precision", choices=PRECISIONS)
    parser.add_argument("--recipe", choices=list(RECIPES))
    given = {key: value for key, value in vars(parser.parse_args()).items() if value}
    ways = [way for way in EVERY_WAY if given.items() <= vars(way).items()]
    wrong = 0
    for way in ways:
        with tempfile.TemporaryDirectory() as folder:
            found = tried(way, Path(folder))
        wrong += bool(found)
        if found:
            print(f"NOT EQUAL: {'; '.join(found)}", flush=True)
    stops = len(ways) * len(EVERY_STOP)
    print(f"\n{len(ways) - wrong} of {len(ways)} runs bit-identical after {stops} stops", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

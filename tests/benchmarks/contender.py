"""One contender doing one job in a process of its own: `speed.py` starts it and gives it its turns."""

from __future__ import annotations

import argparse
from pathlib import Path

from jobs import JOBS
from turns import Turns


def main() -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender")
    parser.add_argument("job", choices=list(JOBS))
    parser.add_argument("data", type=Path)
    parser.add_argument("turns", type=int)
    given = parser.parse_args()
    job = JOBS[given.job]
    turns = Turns(count=given.turns, epochs_a_turn=job.epochs_a_turn)
    if given.contender.startswith("torch"):
        import torch_contenders

        torch_contenders.train(job, given.data, turns, compiled=given.contender == "torch-compile")
    else:
        from contenders import CONTENDERS

        CONTENDERS[given.contender](job, given.data, turns)
    turns.finished()


if __name__ == "__main__":
    main()

"""`python -m dlcli`, and the entry point of the command `dlcli`."""

from __future__ import annotations

import gc
import os
from typing import NoReturn


def open_streams() -> None:
    """Opens what was closed before the command began: the first file that it opens would get TensorFlow's log."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def main() -> NoReturn:
    """Runs the command line."""
    open_streams()
    # What is imported stays: looking through it for garbage, again and again, takes a tenth of a short command.
    gc.set_threshold(100_000, 50, 50)
    from dlcli.cli.app import main as run

    run()


if __name__ == "__main__":
    main()

"""`python -m dlcli`, and the entry point of the command `dlcli`."""

from __future__ import annotations

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line."""
    # What is imported stays: looking through it for garbage, again and again, takes a tenth of a short command.
    gc.set_threshold(100_000, 50, 50)
    from dlcli.cli.app import main as run

    run()


if __name__ == "__main__":
    main()

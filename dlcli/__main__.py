"""`python -m dlcli`, and the entry point of the command `dlcli`."""

from __future__ import annotations

from dlcli.cli.app import main

if __name__ == "__main__":
    main()

"""dlcli doctor."""

from __future__ import annotations

import typer

from dlcli.cli._options import Debug


def doctor_cli(debug: Debug = False) -> None:
    """Look at this machine: versions, devices, the strategy that `auto` would choose, and what would stop a training.

    Example: dlcli doctor
    """
    from dlcli.report.doctor import show
    from dlcli.run.doctor import examine

    findings = examine()
    show(findings)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(2)

"""The command line: every command, and what becomes of errors."""

from __future__ import annotations

import errno
import re
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from dlcli import __version__
from dlcli.cli.check import check_cli
from dlcli.cli.doctor import doctor_cli
from dlcli.cli.evaluate import evaluate_cli
from dlcli.cli.explain import explain_cli
from dlcli.cli.find_lr import find_lr_cli
from dlcli.cli.new import new_cli
from dlcli.cli.predict import predict_cli
from dlcli.cli.sample import sample_cli
from dlcli.cli.schema import schema_cli
from dlcli.cli.show import show_cli
from dlcli.cli.summary import summary_cli
from dlcli.cli.train import train_cli
from dlcli.cli.validate import validate_cli
from dlcli.ground.errors import DlcliError, Interrupted, ResourceError

app = typer.Typer(
    name="dlcli",
    help="Describe a network, its data, loss and optimizer in one YAML file; train it with one command.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
INTERRUPTED = 130
"""What typer makes of Ctrl-C where the run itself does not hear it."""
COMMANDS: dict[str, Callable[..., None]] = {
    "new": new_cli,
    "validate": validate_cli,
    "show": show_cli,
    "explain": explain_cli,
    "schema": schema_cli,
    "summary": summary_cli,
    "check": check_cli,
    "find-lr": find_lr_cli,
    "train": train_cli,
    "evaluate": evaluate_cli,
    "predict": predict_cli,
    "sample": sample_cli,
    "doctor": doctor_cli,
}
for _name, _command in COMMANDS.items():
    app.command(_name, short_help=re.split(r"[.:]", str(_command.__doc__))[0])(_command)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dlcli {__version__}")
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> NoReturn:
    """Runs a command line and ends the process with the exit code of what happened."""
    try:
        code = app(standalone_mode=False) or 0
    except DlcliError as error:
        _tell(error)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            _bug(error)
        _tell(ResourceError("no space left for the output", help="make room; what was trained is saved"))
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug of ours, and is told as one
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            error.show()
            sys.exit(error.exit_code)
        _bug(error)
    if code == INTERRUPTED:
        _tell(Interrupted(signal.SIGINT, help="nothing had begun, so nothing was saved"))
    sys.exit(code)


def _tell(error: DlcliError) -> NoReturn:
    from dlcli.report.problems import show_error, told
    from dlcli.run.worker import tells_launcher

    if "--debug" in sys.argv:
        traceback.print_exc()
    # Where stderr is on a full disk there is nobody to tell, but the exit code still says what happened.
    with suppress(ResourceError):
        if not tells_launcher(error.exit_code, told(error)):
            show_error(error)
    sys.exit(error.exit_code)


def _bug(error: Exception) -> NoReturn:
    from dlcli.report.problems import show_bug, told_bug
    from dlcli.run.worker import tells_launcher

    if "--debug" in sys.argv:
        traceback.print_exc()
    if not tells_launcher(1, told_bug(error)):
        show_bug(error)
    sys.exit(1)

"""What can be made again, kept in the user's cache: made once, by one process, and again when its origin changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from dlcli.ground import atomic
from dlcli.ground.disk import writing
from dlcli.ground.errors import ResourceError
from dlcli.ground.locks import waiting_for


def cache_folder(kind: str) -> Path:
    """Where things of a kind are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dlcli" / kind


def made_once(final: Path, write: Callable[[Path], None]) -> None:
    """Lets `write` fill a folder that becomes `final`, unless it is there; the other workers of a machine wait.

    `final` is called ORIGIN-REST: what lies beside it and was made of another origin is of no use any more, and goes.

    Raises:
        ResourceError: there is no room for it.
    """
    if final.exists():
        return
    try:
        _make(final, write)
    except ResourceError as error:
        error.help = f"{error.help}; or set XDG_CACHE_HOME to a folder with room"
        raise


def _make(final: Path, write: Callable[[Path], None]) -> None:
    folder, origin = final.parent, final.name.partition("-")[0]
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with waiting_for(folder):
        if final.exists():
            return
        for other in folder.iterdir():
            if other.is_dir() and other.name.partition("-")[0] != origin:
                atomic.remove_folder(other)
        with atomic.new_folder(final) as beside:
            write(beside)

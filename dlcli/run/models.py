"""Model files: written whole or not at all, opened without running anything that they hold."""

from __future__ import annotations

import os
import secrets
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from dlcli.ground import atomic
from dlcli.ground.disk import writing
from dlcli.ground.errors import CheckpointError
from dlcli.ground.failpoints import failpoint
from dlcli.ground.files import open_regular
from dlcli.run.folder import find_run

if TYPE_CHECKING:
    import keras

MEMBERS = frozenset({"config.json", "metadata.json", "model.weights.h5"})
LARGEST_CONFIG = 16 * 2**20
LARGEST_RATIO = 100


def save_model(model: keras.Model, path: Path) -> None:
    """Writes a plain, uncompiled Keras file, beside its place first.

    Raises:
        ResourceError: the disk refuses it.
    """
    beside = path.parent / f".tmp-{os.getpid()}-{secrets.token_hex(4)}.keras"
    try:
        with writing(path):
            model.save(beside)
            with beside.open("rb") as written:
                os.fsync(written.fileno())
            failpoint("model.before_rename")
            beside.replace(path)
            failpoint("model.after_rename")
        atomic.sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def model_file(target: Path) -> Path:
    """The `.keras` file that a run stands for, or that is named itself.

    Raises:
        CheckpointError: it is not there.
    """
    file = find_run(target).model if target.is_dir() else target
    if file.exists():
        return file
    if not target.is_dir():
        raise CheckpointError("there is no such file", where=str(target))
    help_text = f"dlcli train {target} --resume, or name a checkpoint in it"
    raise CheckpointError("the run is not finished: it has no model.keras", where=str(target), help=help_text)


def open_model(path: Path) -> keras.Model:
    """The model in a `.keras` file.

    Raises:
        CheckpointError: it is missing, damaged, or holds more than a network.
    """
    import keras

    import dlcli.keras_objects  # noqa: F401 - registers our classes
    from dlcli.keras_objects.chained import masks_kept

    _look_into(path)
    try:
        with masks_kept():
            return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        lines = str(error).strip().splitlines()
        reason = lines[0][:200] if lines else type(error).__name__
        raise CheckpointError(f"this model cannot be opened: {reason}", where=str(path)) from error


def _look_into(path: Path) -> None:
    """Refuses a file whose members are not those that Keras writes, or whose sizes are a trap."""
    with open_regular(path, error=CheckpointError) as file:
        if not zipfile.is_zipfile(file):
            raise CheckpointError(
                "this is not a .keras file",
                where=str(path),
                help="name a run's folder, a checkpoint in it, or a .keras file",
            )
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise CheckpointError("this .keras file is damaged", where=str(path), help="use another copy") from error
    for name, times in Counter(member.filename for member in members).items():
        if (name not in MEMBERS and not name.startswith("assets/")) or ".." in name:
            raise CheckpointError(f"the file holds {name!r}, which no Keras model has", where=str(path))
        if times > 1:
            raise CheckpointError(f"the file holds {name!r} twice, which no Keras model does", where=str(path))
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size / packed > LARGEST_RATIO or (
            member.filename == "config.json" and member.file_size > LARGEST_CONFIG
        ):
            raise CheckpointError(
                f"{member.filename} unpacks to {member.file_size} bytes, more than a model needs", where=str(path)
            )

"""What two finished runs of one recipe have to have in common: everything but the time that they took."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import h5py

from dlcli.ground import digests
from dlcli.run import checkpoints
from dlcli.run.folder import RunFolder


def figures_of(run: RunFolder) -> list[dict[str, float]]:
    """The lines of metrics.jsonl, without the time that each epoch took."""
    lines = [json.loads(line) for line in run.metrics.read_text("utf-8").splitlines()]
    return [{key: value for key, value in line.items() if key not in ("seconds", "waited")} for line in lines]


def saved_in(run: RunFolder) -> dict[str, tuple[str, str]]:
    """The digests of each checkpoint's variables and counters."""
    names = (checkpoints.STATE, checkpoints.COUNTERS)
    folders = [run.checkpoints / name for name in checkpoints.list_names(run.checkpoints)]
    return {folder.name: tuple(digests.of_file(folder / name) for name in names) for folder in folders}


def weights_of(model: Path) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """Every array of a .keras file, by its place in it."""
    found = {}

    def take(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = (item.dtype.str, item.shape, item[()].tobytes())

    with zipfile.ZipFile(model) as archive, h5py.File(BytesIO(archive.read("model.weights.h5"))) as file:
        file.visititems(take)
    return found


def differences(run: RunFolder, oracle: RunFolder) -> list[str]:
    """Where a run is not what the one that nobody interrupted is; nothing where they are equal to the last bit."""
    return list(_differences(run, oracle))


def _differences(run: RunFolder, oracle: RunFolder) -> Iterator[str]:
    saved, expected = saved_in(run), saved_in(oracle)
    both = sorted(saved.keys() & expected.keys())
    if not both or max(saved) != max(expected):
        yield f"the checkpoints are {', '.join(sorted(saved))}"
    yield from (name for name in both if saved[name] != expected[name])
    if figures_of(run) != figures_of(oracle):
        yield "metrics.jsonl"
    if run.evaluation.read_bytes() != oracle.evaluation.read_bytes():
        yield "evaluation.json"
    for model, same in ((run.model, oracle.model), (run.best, oracle.best)):
        if not weights_of(same) or weights_of(model) != weights_of(same):
            yield model.name

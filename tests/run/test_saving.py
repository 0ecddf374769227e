"""Wherever a save is killed or refused, a whole checkpoint is there, and the next save goes on from it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlcli.ground import atomic
from dlcli.ground.errors import ResourceError
from dlcli.run import checkpoints, saving
from dlcli.run.checkpoints import Counters
from dlcli.run.saving import Checkpoints
from tests.conftest import Arm

PROGRAM = """
import sys, pathlib
import numpy as np
from dlcli.run.checkpoints import Counters
from dlcli.run.saving import Checkpoints
store = Checkpoints(pathlib.Path(sys.argv[1]), keep=1)
for step, best in ((4, 4), (8, 4), (12, 12), (16, 12)):
    store.save({"model/layers/dense/0": np.full(5000, step)}, Counters(step, 0), best_step=best)
    store.wait()
    print(step, flush=True)
"""


def arrays(step: int) -> dict[str, np.ndarray]:
    return {"model/layers/dense/0": np.full(5000, step)}


def save(store: Checkpoints, step: int, *, best: int | None = None) -> None:
    controls = {"best": {"step": best}} if best is not None else {}
    store.save(arrays(step), Counters(step, 0, controls=controls), best_step=best)


@pytest.mark.parametrize(
    "place",
    [
        "checkpoint.made@3",
        "checkpoint.half.state.safetensors@3",
        "checkpoint.half.manifest.json@3",
        "folder_before_fsync@3",
        "folder_before_rename@3",
        "folder_after_rename@3",
        "checkpoint.before_prune@3",
        "folder_set_aside@1",
        "folder_set_aside@2",
    ],
)
def test_killed_anywhere_the_last_or_the_new_one_is_whole(tmp_path: Path, repository: Path, place: str) -> None:
    environment = {"PYTHONPATH": str(repository), "DLCLI_TESTING": "1", "DLCLI_FAILPOINT": f"{place}=kill"}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    killed = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    committed = int(killed.stdout.split()[-1])
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert committed <= found[1].step <= committed + 4
    assert (found[0]["model/layers/dense/0"] == found[1].step).all()
    best = 4 if found[1].step < 12 else 12
    checkpoints.read(tmp_path / f"step-{best:08d}")
    store = Checkpoints(tmp_path, keep=1)
    save(store, 20, best=20)
    store.wait()
    store.close()
    assert os.listdir(tmp_path) == ["step-00000020"]


def test_at_every_instant_a_whole_checkpoint_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Checkpoints(tmp_path, keep=1)
    save(store, 4)
    store.wait()
    places: list[str] = []

    def look(place: str) -> None:
        places.append(place)
        assert checkpoints.newest(tmp_path) is not None

    monkeypatch.setattr(saving, "failpoint", look)
    monkeypatch.setattr(atomic, "failpoint", look)
    for step in (8, 12):
        save(store, step)
        store.wait()
    store.close()
    assert "folder_set_aside" in places
    assert os.listdir(tmp_path) == ["step-00000012"]


def test_everything_is_on_the_disk_before_it_gets_its_name_and_an_old_one_goes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    sync, rename = os.fsync, os.rename

    def synced(descriptor: int) -> None:
        name = Path(os.readlink(f"/proc/self/fd/{descriptor}")).name
        calls.append("sync temporary" if name.startswith(".tmp-") else f"sync {name}")
        sync(descriptor)

    def renamed(source: Path, target: Path) -> None:
        calls.append("set aside" if Path(target).name.startswith(".tmp-") else f"name {Path(target).name}")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    store = Checkpoints(tmp_path / "checkpoints", keep=1)
    save(store, 4)
    store.wait()
    assert calls[0] == f"sync {tmp_path.name}"
    calls.clear()
    save(store, 8)
    store.wait()
    store.close()
    assert sorted(calls[:3]) == ["sync counters.json", "sync manifest.json", "sync state.safetensors"]
    assert calls[3:] == ["sync temporary", "name step-00000008", "sync checkpoints", "set aside"]


def test_what_the_disk_refused_is_told_once_and_the_next_save_goes_well(tmp_path: Path, arm: Arm) -> None:
    told: list[str] = []
    store = Checkpoints(tmp_path, keep=2, warn=told.append)
    arm("checkpoint.half.state.safetensors@2=raise:ENOSPC")
    for step in (4, 8, 12):
        save(store, step)
    store.wait()
    store.close()
    (line,) = told
    assert line.startswith("step-00000008 is not saved: cannot write '")
    assert line.endswith("step-00000008': no space left; the next save tries again")
    assert sorted(os.listdir(tmp_path)) == ["step-00000004", "step-00000012"]


def test_after_three_refusals_in_a_row_the_training_ends_with_the_last_good_one(tmp_path: Path, arm: Arm) -> None:
    told: list[str] = []
    store = Checkpoints(tmp_path, keep=1, warn=told.append)
    save(store, 4)
    store.wait()
    arm("folder_before_fsync=raise:EIO")
    for step in (8, 12, 16):
        save(store, step)
    with pytest.raises(ResourceError, match="step-00000016': the disk reports an error") as caught:
        store.wait()
    store.close()
    assert caught.value.exit_code == 6
    assert len(told) == 2
    assert os.listdir(tmp_path) == ["step-00000004"]
    assert checkpoints.read(tmp_path / "step-00000004")[1].step == 4


def test_the_last_one_is_tried_once_more_at_the_end(tmp_path: Path, arm: Arm) -> None:
    store = Checkpoints(tmp_path, keep=1)
    arm("checkpoint.made@1=raise:ENOSPC")
    save(store, 4)
    store.wait()
    store.close()
    assert os.listdir(tmp_path) == ["step-00000004"]


def test_a_best_one_that_was_refused_is_written_before_a_later_one_names_it(tmp_path: Path, arm: Arm) -> None:
    store = Checkpoints(tmp_path, keep=1)
    arm("checkpoint.made@2=raise:ENOSPC")
    save(store, 4, best=4)
    save(store, 8, best=8)
    save(store, 12, best=8)
    store.wait()
    store.close()
    assert sorted(os.listdir(tmp_path)) == ["step-00000008", "step-00000012"]
    assert (checkpoints.read(tmp_path / "step-00000008")[0]["model/layers/dense/0"] == 8).all()


def test_the_best_one_that_an_older_one_names_stays_as_long_as_that_one(tmp_path: Path) -> None:
    """Where the newest one is damaged, a run goes on from the one before it."""
    store = Checkpoints(tmp_path, keep=2)
    left = {}
    for step, best in ((10, 10), (20, 10), (30, 30), (40, 30), (50, 50)):
        save(store, step, best=best)
        store.wait()
        left[step] = sorted(int(name.removeprefix("step-")) for name in os.listdir(tmp_path))
    store.close()
    assert left == {10: [10], 20: [10, 20], 30: [10, 20, 30], 40: [30, 40], 50: [30, 40, 50]}


def test_what_cannot_be_removed_keeps_no_new_one_from_being_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that another machine holds open leaves its folder where it is, over NFS."""

    def refuse(path: object) -> None:
        raise OSError(errno.ENOTEMPTY, "Directory not empty", str(path))

    (tmp_path / "aside-step-00000099").mkdir()
    monkeypatch.setattr(atomic.shutil, "rmtree", refuse)
    told: list[str] = []
    store = Checkpoints(tmp_path, keep=1, warn=told.append)
    for step in (4, 8, 12, 16):
        save(store, step)
        store.wait()
    store.close()
    assert (checkpoints.list_names(tmp_path), told) == (["step-00000016"], [])
    monkeypatch.undo()
    save(store := Checkpoints(tmp_path, keep=1), 20)
    store.wait()
    store.close()
    assert os.listdir(tmp_path) == ["step-00000020"]


def test_a_run_folder_that_was_removed_is_not_made_again(tmp_path: Path) -> None:
    store = Checkpoints(tmp_path / "run" / "checkpoints", keep=1)
    save(store, 4)
    with pytest.raises(ResourceError, match="run/checkpoints': its folder does not exist"):
        store.wait()
    store.close()
    assert os.listdir(tmp_path) == []


def test_what_reads_back_differently_is_no_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Checkpoints(tmp_path, keep=1)
    save(store, 4)
    store.wait()
    write = saving.checkpoints.written
    monkeypatch.setattr(
        saving.checkpoints,
        "written",
        lambda *given: {**write(*given), checkpoints.COUNTERS: [b"{}"]},
    )
    save(store, 8)
    with pytest.raises(ResourceError, match=r"step-00000008': .*counters\.json has 2 bytes"):
        store.wait()
    store.close()
    assert os.listdir(tmp_path) == ["step-00000004"]

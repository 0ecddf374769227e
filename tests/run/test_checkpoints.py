"""A checkpoint that is damaged is neither used nor kept in place of a whole one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dlcli.ground.errors import CheckpointError
from dlcli.run import checkpoints
from dlcli.run.checkpoints import Counters
from dlcli.run.folder import as_json
from dlcli.run.saving import Checkpoints


def save(folder: Path, *steps: int, keep: int = 2) -> None:
    store = Checkpoints(folder, keep=keep)
    for step in steps:
        store.save({"model/layers/dense/0": np.full(3, step)}, Counters(step, 0), best_step=None)
    store.wait()
    store.close()


def damage(folder: Path, step: int) -> None:
    with (folder / f"step-{step:08d}" / checkpoints.STATE).open("ab") as file:
        file.write(b"x")


def test_the_newest_whole_one_is_used(tmp_path: Path) -> None:
    save(tmp_path, 4, 8)
    damage(tmp_path, 8)
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert found[1].step == 4


def test_where_all_are_damaged_a_run_does_not_begin_anew(tmp_path: Path) -> None:
    save(tmp_path, 4, 8)
    for step in (4, 8):
        damage(tmp_path, step)
    with pytest.raises(
        CheckpointError, match=r"step-00000008: state\.\w+ has 113 bytes, 112 were written; step-00000004: "
    ):
        checkpoints.newest(tmp_path)


def test_without_any_there_is_nothing_to_use(tmp_path: Path) -> None:
    assert checkpoints.newest(tmp_path / "checkpoints") is None


def test_a_damaged_one_is_written_again_when_its_step_comes(tmp_path: Path) -> None:
    save(tmp_path, 4, 8)
    damage(tmp_path, 8)
    save(tmp_path, 8)
    assert checkpoints.read(tmp_path / "step-00000008")[1].step == 8


def test_a_damaged_one_of_a_later_step_does_not_take_the_place_of_the_one_just_written(tmp_path: Path) -> None:
    save(tmp_path, 4, 12)
    damage(tmp_path, 12)
    save(tmp_path, 8, keep=1)
    found = checkpoints.newest(tmp_path)
    assert found is not None
    assert found[1].step == 8


def test_a_newer_format_is_refused_by_its_number(tmp_path: Path) -> None:
    store = Checkpoints(tmp_path, keep=2)
    store.save({"model/layers/dense/0": np.zeros((2, 2), np.float32)}, Counters(3, 1), best_step=None)
    store.close()
    manifest = tmp_path / "step-00000003" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 2}))
    with pytest.raises(CheckpointError, match="has format 2, this dlcli reads up to 1"):
        checkpoints.newest(tmp_path)


def test_what_is_not_finite_is_null_in_json() -> None:
    assert json.loads(as_json({"loss": float("nan"), "rows": [1.5, float("inf")]})) == {
        "loss": None,
        "rows": [1.5, None],
    }


@pytest.mark.parametrize("name", [checkpoints.STATE, checkpoints.COUNTERS])
def test_one_changed_byte_is_found_though_the_file_still_reads(tmp_path: Path, name: str) -> None:
    save(tmp_path, 4)
    path = tmp_path / "step-00000004" / name
    data = path.read_bytes()
    # The last byte of an array, and the digit of a count: both files stay well formed.
    changed = data[:-1] + b"\x01" if name == checkpoints.STATE else data.replace(b'"epoch": 0', b'"epoch": 7')
    assert changed != data
    path.write_bytes(changed)
    with pytest.raises(checkpoints.Damaged, match=f"{name} is not what was written"):
        checkpoints.read(path.parent)

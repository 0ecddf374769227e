"""Whatever becomes of a checkpoint's files: it is said which one, and nothing damaged is ever loaded."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from dlcli.ground.errors import CheckpointError
from dlcli.run import checkpoints
from dlcli.run.checkpoints import COUNTERS, MANIFEST, STATE, Counters, Damaged
from dlcli.run.saving import Checkpoints

NAMES = (STATE, COUNTERS, MANIFEST)
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "a byte less": lambda data: data[:-1],
    "a byte more": lambda data: data + b"\0",
    "one bit": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "zero tail": lambda data: data[:-8] + bytes(8),
    "random": lambda data: random.Random(1).randbytes(len(data)),
}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The folder of checkpoints of steps 4 and 8."""
    store = Checkpoints(tmp_path, keep=2)
    for step in (4, 8):
        arrays = {"model/layers/dense/0": np.full((3, 2), step, np.float32), "seeds/0": np.array(step, np.uint32)}
        store.save(arrays, Counters(step, 1, controls={"best": {"step": step}}), best_step=None)
    store.wait()
    store.close()
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_named_and_the_checkpoint_before_it_is_used(saved: Path, name: str, damage: str) -> None:
    path = saved / "step-00000008" / name
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(Damaged, match=name):
        checkpoints.read(path.parent)
    warned: list[str] = []
    found = checkpoints.newest(saved, warn=warned.append)
    assert found is not None
    assert found[1].step == 4
    assert len(warned) == 1
    assert warned[0].startswith("a checkpoint is damaged (step-00000008: ")
    assert warned[0].endswith("going on from step-00000004")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_gone_or_of_another_step_is_named(saved: Path, name: str) -> None:
    (saved / "step-00000008" / name).unlink()
    with pytest.raises(Damaged, match=f"{name} is missing"):
        checkpoints.read(saved / "step-00000008")
    shutil.copy(saved / "step-00000004" / name, saved / "step-00000008" / name)
    with pytest.raises(Damaged, match=r"is not what was written|bytes"):
        checkpoints.read(saved / "step-00000008")


def test_a_whole_checkpoint_under_the_name_of_another_step_is_refused(saved: Path) -> None:
    (saved / "step-00000004").rename(saved / "step-00000012")
    with pytest.raises(Damaged, match="it holds step-00000004"):
        checkpoints.read(saved / "step-00000012")


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(saved: Path) -> None:
    (saved / "step-00000008" / STATE).unlink()
    os.mkfifo(saved / "step-00000008" / STATE)
    with pytest.raises(Damaged, match="is a pipe, not a file"):
        checkpoints.read(saved / "step-00000008")


def test_no_flipped_bit_passes(saved: Path) -> None:
    draw = random.Random(0)
    for _ in range(200):
        path = saved / "step-00000008" / draw.choice(NAMES)
        whole = path.read_bytes()
        at = draw.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << draw.randrange(8))]) + whole[at + 1 :])
        with pytest.raises(CheckpointError):
            checkpoints.read(path.parent)
        path.write_bytes(whole)
    assert checkpoints.read(saved / "step-00000008")[1].step == 8


def test_every_kind_of_number_and_order_comes_back_as_it_was(tmp_path: Path) -> None:
    whole = np.arange(24, dtype=np.float32).reshape(4, 6)
    arrays = {
        "bfloat16": whole.astype(ml_dtypes.bfloat16),
        "float16": whole.astype(np.float16),
        "float64": whole.astype(np.float64),
        "scalar": np.array(7, np.int64),
        "none": np.zeros((0, 3), np.float32),
        "transposed": whole.T,
        "every second": whole[::2, ::3],
        "fortran": np.asfortranarray(whole),
    }
    store = Checkpoints(tmp_path, keep=1)
    store.save(arrays, Counters(1, 0), best_step=None)
    store.wait()
    store.close()
    found, _ = checkpoints.read(tmp_path / "step-00000001")
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        assert found[name].tobytes() == array.tobytes()

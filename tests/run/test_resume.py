"""A run that is killed before it has taken a step: what was written of it is used, or nothing is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dlcli.ground import digests
from dlcli.run.folder import RunFolder

RECIPE = """
name: small
data: {source: iris, split: {validation: 0.2, test: 0.2}, transforms: [normalization], batch_size: 16}
layers:
  - {type: dense, units: 8, activation: relu}
  - {type: dropout, rate: 0.3}
  - batch_normalization
  - {type: dropout, rate: 0.2}
  - {type: dense, units: "${data.classes}", activation: softmax}
training: {epochs: 6, checkpoint: {every_steps: 4}}
regularization: {early_stopping: {patience: 4}}
"""


def dlcli(folder: Path, *arguments: str, failpoint: str = "", repository: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(repository), "DLCLI_TESTING": "1", "DLCLI_FAILPOINT": failpoint}
    if not failpoint:
        del environment["DLCLI_FAILPOINT"]
    command = [sys.executable, "-m", "dlcli", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def state_of(run: RunFolder) -> dict[str, str]:
    return {path.parent.name: digests.of_file(path) for path in sorted(run.checkpoints.glob("*/state.safetensors"))}


@pytest.mark.parametrize(
    "place",
    [
        "before_rename@2",
        pytest.param("before_rename@3", marks=pytest.mark.slow),
        pytest.param("before_rename@4", marks=pytest.mark.slow),
        pytest.param("after_rename@4", marks=pytest.mark.slow),
    ],
)
def test_killed_while_its_first_files_are_written(tmp_path: Path, repository: Path, place: str) -> None:
    (tmp_path / "small.yaml").write_text(RECIPE, "utf-8")
    killed = dlcli(tmp_path, "train", "small.yaml", failpoint=f"{place}=kill", repository=repository)
    assert killed.returncode == -signal.SIGKILL
    (folder,) = (path for path in (tmp_path / "runs" / "small").iterdir() if not path.is_symlink())
    run = RunFolder(folder)
    resumed = dlcli(tmp_path, "train", "small.yaml", "--resume", repository=repository)
    if run.resolved.exists():
        assert resumed.returncode == 0, resumed.stderr
        assert run.evaluation.exists()
        assert list(tmp_path.rglob(".tmp-*")) == []
    else:
        assert (resumed.returncode, "has no run to go on with" in resumed.stderr) == (4, True)

"""The example of transfer learning: what eight animals taught helps with the other two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dlcli.run.begin import begin
from dlcli.run.events import ignore


@pytest.mark.slow
def test_two_animals_are_learned_with_the_transfer_and_not_without(repository: Path, tmp_path: Path) -> None:
    def accuracy(name: str, *overrides: str) -> float:
        run = begin(
            repository / "examples" / "transfer_learning" / f"{name}.yaml",
            overrides=overrides,
            runs=tmp_path,
            resuming=False,
            listener=ignore,
            command=["dlcli"],
            debug=False,
        )
        return float(json.loads(run.evaluation.read_bytes())["metrics"]["accuracy"])

    assert accuracy("eight_animals") >= 0.96
    taught = f"training.initial_weights.checkpoint={tmp_path}/eight_animals/latest"
    for seed in range(3):
        transferred = accuracy("two_animals", f"seed={seed}", taught)
        alone = accuracy("two_animals", f"seed={seed}", "training.initial_weights=null", "training.freeze=null")
        # 300 test pictures: a share of 0.85 has a standard error of 0.02.
        assert transferred >= 0.85
        assert transferred - alone > 0.2

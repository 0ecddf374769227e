"""What `auto` stands for: the same recipe and kind of device, the same choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlcli.build.automatic import LEAST_UPDATES_FOR_XLA, STEPS_PER_CALL, decided
from dlcli.ground.errors import UsageError
from dlcli.parts.strategies.mirrored import Mirrored
from dlcli.recipe.check import check
from dlcli.recipe.model import Recipe

CPU = '{type: one_device, device: "CPU:0"}'
DENSE = "- {type: dense, units: 8}"
CONVOLUTION = "- {type: reshape, target_shape: [8, 8, 1]}\n  - {type: conv2d, filters: 2, kernel_size: 3}\n  - flatten"
IN_A_WRAPPER = (
    "- {type: reshape, target_shape: [8, 8, 1]}\n  - {type: time_distributed, layer: {type: LAYER}}\n  - flatten"
)


def steps_of(row: str) -> str:
    return f"- {{type: reshape, target_shape: [8, 8]}}\n  - {row}"


def choice(folder: Path, rows: str, *, device: str = CPU, updates: int = LEAST_UPDATES_FOR_XLA, batch: int) -> Recipe:
    path = folder / "recipe.yaml"
    path.write_text(
        "data: {source: digits}\n"
        f"distribution: {device}\n"
        f'layers:\n  - flatten\n  {rows}\n  - {{type: dense, units: "${{data.classes}}", activation: softmax}}\n'
    )
    checked = check(path)
    return decided(checked, checked.recipe.distribution, updates=updates, batch_size=batch)


@pytest.mark.parametrize(
    ("rows", "batch", "xla"),
    [
        (DENSE, 4096, True),
        (CONVOLUTION, 32, False),
        (IN_A_WRAPPER.replace("LAYER", "conv1d, filters: 2, kernel_size: 3"), 32, False),
        (IN_A_WRAPPER.replace("LAYER", "dense, units: 2"), 32, True),
        (steps_of("{type: lstm, units: 64}"), 64, True),
        (steps_of("{type: lstm, units: 64}"), 65, False),
        (steps_of("{type: simple_rnn, units: 128}"), 128, False),
        (steps_of("{type: bidirectional, layer: {type: lstm, units: 128}}"), 128, False),
        (steps_of("{type: gru, units: 256}"), 128, True),
    ],
)
def test_xla_by_network_and_batch(tmp_path: Path, rows: str, batch: int, xla: bool) -> None:
    assert choice(tmp_path, rows, batch=batch).training.jit_compile is xla


def test_no_xla_for_a_short_training_nor_on_a_gpu_nor_on_several_devices(tmp_path: Path) -> None:
    assert choice(tmp_path, DENSE, updates=LEAST_UPDATES_FOR_XLA - 1, batch=32).training.jit_compile is False
    on_gpu = choice(tmp_path, DENSE, device='{type: one_device, device: "GPU:0"}', batch=32)
    assert on_gpu.training.jit_compile is False
    assert on_gpu.training.steps_per_execution == STEPS_PER_CALL
    mirrored = choice(tmp_path, DENSE, device='{type: mirrored, devices: ["CPU:0", "CPU:1"]}', batch=32)
    assert mirrored.training.jit_compile is False


def test_xla_that_was_asked_for_is_refused_where_auto_finds_several_devices(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    rows = '{type: dense, units: "${data.classes}", activation: softmax}'
    path.write_text(f"data: {{source: iris}}\nlayers: [{rows}]\ntraining: {{jit_compile: true}}\n")
    words = "XLA compiles for one device, and distribution auto is mirrored here, training.jit_compile"
    with pytest.raises(UsageError, match=words):
        decided(check(path), Mirrored(devices=["GPU:0", "GPU:1"]), updates=9, batch_size=32)

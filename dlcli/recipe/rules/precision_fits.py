"""The precision is one in which every row can compute, and that the device is made for."""

from __future__ import annotations

from collections.abc import Iterator

from dlcli.recipe.diagnostics import Diagnostic
from dlcli.recipe.rules._subject import Subject

NOT_IN_FLOAT64 = frozenset({"average_pooling3d", "max_pooling3d"})
"""TensorFlow has no float64 for these."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Rows without float64, and 16 bits on a CPU."""
    precision, device = subject.recipe.training.precision, getattr(subject.recipe.distribution, "device", "")
    if precision == "float64":
        for network in subject.networks.values():
            for _, step in network.graph.steps():
                if step.layer.word in NOT_IN_FLOAT64:
                    message = f"{step.layer.word} cannot compute in float64"
                    place = subject.place(*step.where, "type")
                    yield Diagnostic("no-float64", message, place, help="leave training.precision at float32")
    if precision == "mixed_float16" and device.startswith("CPU"):
        message = f"mixed_float16 is slow on a CPU, and distribution says {device}"
        place = subject.place("training", "precision")
        yield Diagnostic("slow-precision", message, place, "write float32, or mixed_bfloat16", severity="warning")

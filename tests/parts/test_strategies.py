"""No key of a strategy is accepted and ignored: each reaches TensorFlow."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
import tensorflow as tf
from pydantic import ValidationError

from dlcli.ground.errors import UsageError
from dlcli.parts import shelf
from dlcli.parts.strategies.auto import Auto
from dlcli.parts.strategies.mirrored import Mirrored
from dlcli.parts.strategies.multi_worker import MultiWorker
from dlcli.parts.strategies.one_device import OneDevice
from tests.parts.cases import all_words

THREADS = {"intra_op_parallelism_threads", "inter_op_parallelism_threads"}
HELD = {"device", "devices", "cross_device_ops", "communication", "start_timeout", *THREADS}
"""By the tests below; `start_timeout` by tests/run/test_launchable.py and tests/run/test_workers.py."""


class Seen:
    """Stands in for what TensorFlow offers, and remembers how it was called."""

    def __init__(self) -> None:
        self.arguments: tuple[Any, ...] = ()
        self.named: dict[str, Any] = {}

    def __call__(self, *arguments: Any, **named: Any) -> Seen:
        self.arguments, self.named = arguments, named
        return self


def test_every_field_is_held_here() -> None:
    assert {name for entry in all_words("strategies") for name in shelf.part(*entry).model_fields} == HELD


def test_numbers_of_threads_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    intra, inter = Seen(), Seen()
    monkeypatch.setattr(tf.config.threading, "set_intra_op_parallelism_threads", intra)
    monkeypatch.setattr(tf.config.threading, "set_inter_op_parallelism_threads", inter)
    OneDevice(intra_op_parallelism_threads=3, inter_op_parallelism_threads=5).prepare()
    assert (intra.arguments, inter.arguments) == ((3,), (5,))


def test_what_auto_chooses_has_the_threads_that_auto_was_given() -> None:
    chosen = Auto(intra_op_parallelism_threads=3, inter_op_parallelism_threads=5).chosen()
    assert (chosen.intra_op_parallelism_threads, chosen.inter_op_parallelism_threads) == (3, 5)


def test_one_device_is_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    built = Seen()
    monkeypatch.setattr(tf.distribute, "OneDeviceStrategy", built)
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda: devices("GPU"))
    OneDevice(device="GPU:1").build()
    assert built.arguments == ("/GPU:1",)


def devices(kind: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(name=f"/device:{kind}:{number}") for number in range(3)]


@pytest.mark.parametrize(
    ("word", "device", "kind"),
    [
        ("auto", "CPU", tf.distribute.ReductionToOneDevice),
        ("auto", "GPU", tf.distribute.NcclAllReduce),
        ("nccl", "GPU", tf.distribute.NcclAllReduce),
        ("hierarchical_copy", "CPU", tf.distribute.HierarchicalCopyAllReduce),
        ("reduction_to_one_device", "GPU", tf.distribute.ReductionToOneDevice),
    ],
)
def test_gradients_are_added_up_between_devices_as_asked(
    monkeypatch: pytest.MonkeyPatch, word: Any, device: str, kind: Any
) -> None:
    built = Seen()
    monkeypatch.setattr(tf.distribute, "MirroredStrategy", built)
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda: devices(device))
    Mirrored(devices=[f"{device}:0", f"{device}:1"], cross_device_ops=word).build()
    assert built.arguments == ([f"/{device}:0", f"/{device}:1"],)
    assert type(built.named["cross_device_ops"]) is kind


@pytest.mark.parametrize("word", ["auto", "ring", "nccl"])
def test_gradients_travel_between_workers_as_asked(monkeypatch: pytest.MonkeyPatch, word: Any) -> None:
    built = Seen()
    cluster = {"cluster": {"worker": ["localhost:1", "localhost:2"]}, "task": {"type": "worker", "index": 0}}
    monkeypatch.setenv("TF_CONFIG", json.dumps(cluster))
    monkeypatch.setattr("dlcli.ground.rendezvous.wait_for_others", Seen())
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda _: devices("GPU"))
    monkeypatch.setattr(tf.distribute, "MultiWorkerMirroredStrategy", built)
    MultiWorker(communication=word).build()
    kinds = tf.distribute.experimental.CommunicationImplementation
    assert built.named["communication_options"].implementation is kinds[word.upper()]


@pytest.mark.parametrize(
    ("strategy", "words"),
    [
        (OneDevice(device="GPU:0"), "GPU:0 not there; this machine has CPU:0"),
        (Mirrored(devices=["GPU:0", "GPU:1"]), "GPU:0, GPU:1 not there"),
        (Mirrored(), "finds no GPU"),
        (Mirrored(devices=["CPU:0", "CPU:1"], cross_device_ops="nccl"), "nccl adds up on GPUs only"),
        (MultiWorker(communication="nccl"), "nccl is for GPUs"),
    ],
)
def test_what_is_not_there_is_refused(strategy: Any, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tf_config = {"cluster": {"worker": ["127.0.0.1:1", "127.0.0.1:2"]}, "task": {"type": "worker", "index": 0}}
    monkeypatch.setenv("TF_CONFIG", json.dumps(tf_config))
    if strategy.word == "mirrored" and strategy.cross_device_ops == "nccl":
        monkeypatch.setattr(tf.config, "list_logical_devices", lambda: devices("CPU"))
    with pytest.raises(UsageError, match=words):
        strategy.build()


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (OneDevice, {"device": "TPU:0"}, 'a device such as "CPU:0"'),
        (Mirrored, {"devices": ["CPU:0"]}, "two or more different devices"),
        (Mirrored, {"devices": ["CPU:0", "CPU:0"]}, "two or more different devices"),
        (Mirrored, {"devices": ["CPU:0", "GPU:0"]}, "of one kind"),
        (Mirrored, {"devices": ["CPU:0", "CPU:2"]}, "without a gap"),
    ],
)
def test_what_is_no_device_is_refused(kind: Any, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate({"type": kind.word, **fields} if "type" in kind.model_fields else fields)
    assert words in str(caught.value.errors()[0]["ctx"])

"""A worker without TensorFlow: it does what its first argument says, such as `0:joined,wait 1:die=SIGKILL`.

Started with --resume it ends well.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from dlcli.ground.cluster import found
from dlcli.run import worker
from dlcli.run.signals import HEARD


def say(code: int, text: str) -> None:
    worker.tells_launcher(code, f"{text}\n")
    sys.exit(code)


def heard(number: int, _: FrameType | None) -> None:
    say(143, f"worker {me.index} heard {signal.Signals(number).name}")


def put_into_box(value: str) -> None:
    name, _, text = value.partition("+")
    Path(os.environ[worker.LAUNCHER], name).write_text(text)


def note(value: str) -> None:
    lines = (str(os.getpid()), os.environ["TF_CONFIG"], " ".join(sys.argv[2:]))
    Path(value, f"worker-{me.index}").write_text("\n".join(lines))


def deaf(_: str) -> None:
    for number in HEARD:
        signal.signal(number, signal.SIG_IGN)


DEEDS: dict[str, Callable[[str], object]] = {
    "arrived": lambda _: worker.arrived(),
    "joined": lambda _: worker.joined(),
    "box": put_into_box,
    "note": note,
    "watch": lambda _: worker.end_with_launcher(),
    "deaf": deaf,
    "sleep": lambda value: time.sleep(float(value)),
    "wait": lambda _: time.sleep(60),
    "die": lambda value: os.kill(os.getpid(), signal.Signals[value]),
    "signal": lambda value: os.kill(os.getppid(), signal.Signals[value]),
    "write": lambda value: os.write(2, f"{value}\n".encode()),
    "say": lambda value: say(int(value), f"worker {me.index} says {value}"),
    "exit": lambda value: sys.exit(int(value)),
}

me = found(os.environ)
assert me is not None
for number in HEARD:
    signal.signal(number, heard)
if "--resume" not in sys.argv:
    for part in sys.argv[1].split():
        index, _, deeds = part.partition(":")
        if int(index) == me.index:
            for each in deeds.split(","):
                word, _, value = each.partition("=")
                DEEDS[word](value)

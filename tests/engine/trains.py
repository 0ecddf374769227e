"""Trains one recipe after the other in this process, under one strategy: loading TensorFlow is what takes the time.

Example:
    python -m tests.engine.trains FOLDER mirrored-2 adam counted
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

from dlcli.run.begin import begin
from dlcli.run.events import ignore
from dlcli.run.folder import RunFolder


def train(folder: Path, strategy: str, name: str) -> RunFolder:
    """Trains a case below `folder`, whose runs lie in a folder of the strategy's name."""
    path = folder / f"{name}.yaml"
    overrides = [f"distribution={written(strategy)}"]
    return begin(
        path,
        overrides=overrides,
        runs=folder / strategy,
        resuming=False,
        listener=ignore,
        command=["dlcli", "train", path.name],
        debug=False,
    )


def written(strategy: str) -> str:
    """The section `distribution` of a strategy by name: one_device, mirrored-2, multi_worker-2."""
    word, _, number = strategy.partition("-")
    devices = ", ".join(f'"CPU:{each}"' for each in range(int(number or 1)))
    return f"{{type: mirrored, devices: [{devices}]}}" if word == "mirrored" else f"{{type: {word}}}"


def keep_alive() -> None:
    """Workers can join one another once in a process; an iterator over several devices can block where it is freed."""
    from dlcli.build import strategy

    made: list[strategy.Distribution] = []
    iterators: list[Any] = []
    prepared, iterator = strategy.prepared, strategy.Distribution.iterator

    def again(part: Any) -> strategy.Distribution:
        if not made:
            made.append(prepared(part))
        return made[0]

    def kept(self: strategy.Distribution, dataset: Any) -> Any:
        iterators.append(iterator(self, dataset))
        return iterators[-1]

    strategy.prepared, strategy.Distribution.iterator = again, kept


def main() -> int:
    """Trains every case, whatever becomes of the others; the number of those that failed."""
    folder, strategy, *names = sys.argv[1:]
    keep_alive()
    failed = 0
    for name in names:
        try:
            train(Path(folder), strategy, name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the table says it.
            failed += 1
            text = f"{name}: {error}\n{traceback.format_exc()}"
            (Path(folder) / f"{name}.{strategy}.error").write_text(text, "utf-8")
    return failed


if __name__ == "__main__":
    # Without freeing anything, for the same reason.
    os._exit(main())

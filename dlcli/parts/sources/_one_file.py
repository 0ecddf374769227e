"""Arrays in one file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dlcli.ground.files import open_regular
from dlcli.parts.facts import Facts
from dlcli.parts.fields import DataPath
from dlcli.parts.sources._array_pairs import ArrayPairs


class OneFile(ArrayPairs):
    """A source whose arrays are in one file."""

    path: DataPath
    """The file, relative to this one."""

    def where(self) -> Path:
        return Path(self.path)

    def files(self) -> Sequence[Path]:
        return [self.where()]


class UnreadFile(OneFile):
    """A file that only libraries read which load NumPy: what it holds is known when it is opened."""

    def facts(self) -> Facts:
        open_regular(self.where()).close()
        return Facts({}, {}, {"train": None}, f"{self.word}: {self.where().name}")

"""A long text as examples: pieces of so many characters or words, one after the other."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal

from dlcli.ground import digests
from dlcli.ground.errors import DataError
from dlcli.parts.facts import Facts, Feature
from dlcli.parts.fields import Count
from dlcli.parts.sources._arrays import splits
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._fingerprints import DataFile
from dlcli.parts.sources._source import Loaded, Source


class TextWindows(Source):
    """A text that is cut into pieces; what is left at its end is left out."""

    held_back: ClassVar[float] = 0.0
    """The share of the pieces, from the end, that is the source's own test split."""

    split: Literal["character", "word"] = "character"
    """What is counted: characters, or words between blanks."""
    length: Count = 100
    """How many of them an example has."""

    @abstractmethod
    def content(self) -> tuple[str, tuple[DataFile, ...]]:
        """The whole text, and the file that it was read from.

        Raises:
            DataError: it cannot be read.
        """

    def facts(self) -> Facts:
        sizes: dict[str, int | None] = {"train": None, **({"test": None} if self.held_back else {})}
        return Facts({"text": Feature((), text=True)}, {}, sizes, self.word)

    def load(self) -> Loaded:
        import numpy as np

        text, files = self.content()
        parts = text if self.split == "character" else text.split()
        between = "" if self.split == "character" else " "
        starts = range(0, len(parts) - self.length + 1, self.length)
        pieces = np.array([between.join(parts[start : start + self.length]) for start in starts], object)
        if not len(pieces):
            message = f"the text has {len(parts)} {self.split}s, an example is to have {self.length}"
            raise DataError(message, where="data.source.length", help="write fewer")
        train = len(pieces) - round(self.held_back * len(pieces))
        sizes = {"train": train, **({"test": len(pieces) - train} if self.held_back else {})}
        return Loaded(
            facts=Facts({"text": Feature((), text=True)}, {}, sizes, self.word),
            features={"text": ArrayColumn(pieces)},
            labels={},
            splits=splits(len(pieces), train),
            label_values={},
            fingerprint=digests.of_json([self.word, self.split, self.length, digests.of_bytes(text.encode())]),
            files=files,
        )

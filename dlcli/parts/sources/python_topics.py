"""The source `python_topics`."""

from __future__ import annotations

from typing import ClassVar

from dlcli.parts.sources._fingerprints import DataFile
from dlcli.parts.sources._text_windows import TextWindows


class PythonTopics(TextWindows):
    """What Python's help() says of its own language, 700,000 characters, cut into pieces of text.

    It comes with Python (pydoc_data.topics), so that it differs a little between versions. The last tenth is the test
    split.

    Example:
        type: python_topics
        length: 100
    """

    held_back: ClassVar[float] = 0.1

    def content(self) -> tuple[str, tuple[DataFile, ...]]:
        from pydoc_data.topics import topics

        return "\n".join(topics[name] for name in sorted(topics)), ()

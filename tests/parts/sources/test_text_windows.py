"""A long text in pieces: none lost but the rest, in order, by characters or words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dlcli.ground.errors import DataError
from dlcli.parts import shelf
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Loaded

TEXT = "Zwei Wörter, und noch\n drei mehr: eins zwei drei."


def loaded(path: Path, **fields: Any) -> Loaded:
    source: Any = shelf.part("sources", "text_file").model_validate({"path": str(path), **fields})
    found: Loaded = source.load()
    return found


def pieces(found: Loaded) -> list[str]:
    column = found.features["text"]
    assert isinstance(column, ArrayColumn)
    return [str(each) for each in column.values]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book.txt").write_text(TEXT, "utf-8")
    return tmp_path / "book.txt"


def test_pieces_are_the_text(book: Path) -> None:
    found = pieces(loaded(book, length=6))
    assert "".join(found) == TEXT[: 6 * len(found)]
    assert len(TEXT) - 6 < 6 * len(found)
    words = pieces(loaded(book, length=4, split="word"))
    assert words == ["Zwei Wörter, und noch", "drei mehr: eins zwei"]


def test_settings_and_text_are_in_the_fingerprint(book: Path) -> None:
    first = loaded(book, length=6).fingerprint
    assert len({first, loaded(book, length=7).fingerprint, loaded(book, length=6, split="word").fingerprint}) == 3
    book.write_text(TEXT.replace("drei", "vier"), "utf-8")
    assert loaded(book, length=6).fingerprint != first


def test_what_is_no_text_or_too_little_is_refused(book: Path) -> None:
    with pytest.raises(DataError, match="has 49 characters, an example is to have 51"):
        loaded(book, length=51)
    book.write_bytes(b"one\ntwo \xff")
    with pytest.raises(DataError, match="is not UTF-8: byte 0xff in line 2"):
        loaded(book)


def test_topics_are_those_of_this_python() -> None:
    from pydoc_data.topics import topics

    source: Any = shelf.part("sources", "python_topics").model_validate({"length": 50})
    found: Loaded = source.load()
    text = "".join(pieces(found))
    assert text.startswith(topics["assert"])
    assert len(found.splits["test"]) == pytest.approx(0.1 * len(pieces(found)), abs=1)
    assert found.splits["test"][0] == found.splits["train"][-1] + 1

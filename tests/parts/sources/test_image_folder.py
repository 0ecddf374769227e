"""The source `image_folder`: its files, and each thing that can be wrong with them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import tensorflow as tf

from dlcli.ground.errors import DataError
from dlcli.parts.sources import _class_folders
from dlcli.parts.sources._columns import ImageFileColumn
from dlcli.parts.sources._source import Source
from dlcli.parts.sources.image_folder import ImageFolder
from tests.parts.sources.conftest import png

Make = Callable[..., Source]


@pytest.fixture
def root(source: Make, tmp_path: Path) -> Path:
    source("image_folder")
    return tmp_path / "image_folder"


def jpeg(height: int, width: int) -> bytes:
    """The beginning of a JPEG file with a long comment before its frame."""
    comment = b"\xff\xfe" + struct.pack(">H", 1002) + bytes(1000)
    return b"\xff\xd8" + comment + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(12)


def webp(height: int, width: int) -> bytes:
    """The beginning of a WebP file without losses."""
    return b"RIFF\x40\0\0\0WEBPVP8L\x10\0\0\0\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(9)


def test_files_are_sorted_and_hidden_ones_left_out(source: Make, root: Path) -> None:
    (root / "readme.txt").write_text("beside the folders")
    loaded = source("image_folder", channels=1).load()
    column = loaded.features["image"]
    assert isinstance(column, ImageFileColumn)
    assert [str(Path(path).relative_to(root)) for path in column.paths] == ["cat/a.png", "cat/b.png", "dog/a.png"]
    assert loaded.label_values["label"].tolist() == [0, 0, 1]
    assert loaded.facts.features["image"].shape == (None, None, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello\n", "is text, not a picture"),
        (b"<!DOCTYPE html><html>", "is a web page"),
        (b"\n<svg xmlns=", "is an SVG drawing"),
        (b"II*\0" + bytes(60), "is a TIFF picture; convert it to PNG or JPEG"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "is a damaged or cut picture"),
        (webp(10_000, 16_000), "has 16000×10000 pixels, the limit is 64 million"),
        (bytes(64), "is no picture that dlcli knows"),
        (png()[:20], "is a damaged or cut picture"),
        (jpeg(3, 2)[:1010], "is a damaged or cut picture"),
        (png(declared=(20_000, 10_000)), "has 10000×20000 pixels, the limit is 64 million"),
        (jpeg(9000, 8000), "has 8000×9000 pixels, the limit is 64 million"),
        (b"GIF89a" + struct.pack("<HH", 65535, 65535), "has 65535×65535 pixels"),
        (b"BM" + bytes(12) + struct.pack("<Iii", 40, 10_000, -10_000), "has 10000×10000 pixels"),
        (png(declared=(0, 5)), "has no pixels: 5×0"),
    ],
)
def test_what_is_no_picture_is_told(source: Make, root: Path, content: bytes, words: str) -> None:
    (root / "dog" / "wrong.png").write_bytes(content)
    with pytest.raises(DataError) as caught:
        source("image_folder", path=str(root)).load()
    assert f"'{root / 'dog' / 'wrong.png'}' {words}" in str(caught.value)


@pytest.mark.parametrize(
    "content", [jpeg(3, 2), b"GIF87a" + struct.pack("<HH", 1, 1), b"BM" + bytes(12) + struct.pack("<Iii", 40, 1, -1)]
)
def test_other_kinds_of_pictures_are_taken(source: Make, root: Path, content: bytes) -> None:
    (root / "dog" / "other").write_bytes(content)
    assert source("image_folder", path=str(root)).load().facts.sizes == {"train": 4}


def test_four_inks_and_other_modes_become_the_channels_that_are_asked_for(source: Make, root: Path) -> None:
    from PIL import Image

    for number, mode in enumerate(("CMYK", "L", "RGB")):
        Image.new(mode, (3, 2), 40 if mode == "L" else None).save(root / "dog" / f"z{number}.jpg")
    for channels in (1, 3):
        column = source("image_folder", path=str(root), channels=channels).load().features["image"]
        pictures = [column.fetch(tf.constant(row, tf.int64)).numpy() for row in range(len(column))]
        assert {picture.shape[-1] for picture in pictures} == {channels}


def _empty_class(root: Path) -> None:
    (root / "cow").mkdir()


def _nested(root: Path) -> None:
    (root / "train" / "cat").mkdir(parents=True)


def _case(root: Path) -> None:
    (root / "CAT").mkdir()


def _broken_link(root: Path) -> None:
    (root / "cat" / "c.png").symlink_to("nowhere")


def _no_classes(root: Path) -> None:
    for name in ("cat", "dog"):
        (root / name).rename(root / f".{name}")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_empty_class, "class folder '{root}/cow' is empty"),
        (
            _nested,
            "class folder '{root}/train' holds the folder 'cat'; if 'train' is a split",
        ),
        (_case, "classes 'CAT' and 'cat' in '{root}' differ in case alone"),
        (_broken_link, "'{root}/cat/c.png' is a link to 'nowhere', which does not exist"),
        (_no_classes, "'{root}' holds no folders; put the pictures of each class into a folder of its own"),
    ],
)
def test_wrong_folders_are_told(source: Make, root: Path, spoil: Callable[[Path], None], words: str) -> None:
    spoil(root)
    with pytest.raises(DataError) as caught:
        source("image_folder", path=str(root)).load()
    assert words.format(root=root) in str(caught.value)


def test_a_file_is_not_a_folder(source: Make, root: Path) -> None:
    with pytest.raises(DataError, match="is a file, not a folder"):
        source("image_folder", path=str(root / "cat" / "a.png")).facts()


def test_classes_that_are_not_picked_are_not_read(source: Make, root: Path) -> None:
    (root / "dog" / "notes.txt").write_text("no picture")
    assert source("image_folder", path=str(root), classes=["cat"]).load().facts.sizes == {"train": 2}


@pytest.mark.parametrize(("most", "names", "size"), [(6, 2, None), (2, None, None), (20, 2, 3)])
def test_long_listings_leave_facts_unknown(
    root: Path, monkeypatch: pytest.MonkeyPatch, most: int, names: int | None, size: int | None
) -> None:
    monkeypatch.setattr(_class_folders, "_MOST_NAMES", most)
    facts = ImageFolder(path=str(root)).facts()
    assert (facts.labels["label"].classes, facts.sizes["train"]) == (names, size)


def test_the_fingerprint_changes_with_names_and_sizes(source: Make, root: Path) -> None:
    def fingerprint() -> str:
        return source("image_folder", path=str(root)).load().fingerprint

    first = fingerprint()
    (root / "cat" / "a.png").rename(root / "cat" / "z.png")
    second = fingerprint()
    (root / "cat" / "z.png").write_bytes(png(9, 9) + b"more")
    assert len({first, second, fingerprint()}) == 3

"""Looking at picture files without decoding them: what they are, and how large."""

from __future__ import annotations

from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from dlcli.ground.errors import DataError
from dlcli.ground.files import open_regular

MOST_PIXELS = 64 * 10**6
_HEAD = 64
_OTHERS = (
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML or SVG file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"PK\x03\x04", "a ZIP archive"),
)
_ENDINGS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".bmp": "BMP", ".webp": "WebP"}
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_MOST_SEGMENTS = 1000


class PictureHead(NamedTuple):
    """What the beginning of a picture says."""

    width: int
    height: int
    grey: bool
    """Whether it is a PNG without colours; of others nothing is told."""


def check_picture(path: Path) -> None:
    """Refuses what is not a PNG, JPEG, GIF, BMP or WebP picture of up to 64 million pixels.

    Raises:
        DataError: with the file, and what it seems to be.
    """
    head_of(path)


def head_of(path: Path) -> PictureHead:
    """What the beginning of a picture says; refuses what `check_picture` does.

    Raises:
        DataError: with the file, and what it seems to be.
    """
    with open_regular(path) as stream:
        head = stream.read(_HEAD)
        try:
            width, height = _size(stream, head)
        except (ValueError, IndexError):
            raise DataError(f"'{path}' is {_seems(head)}", help=_advice(head)) from None
    if not width or not height:
        raise DataError(f"'{path}' has no pixels: {width}×{height}", help="remove it, or replace it")
    if width * height > MOST_PIXELS:
        message = f"'{path}' has {width}×{height} pixels, the limit is {MOST_PIXELS // 10**6} million"
        raise DataError(message, help="make it smaller")
    return PictureHead(width, height, head.startswith(b"\x89PNG") and head[25:26] in (b"\0", b"\4"))


def _size(stream: BufferedReader, head: bytes) -> tuple[int, int]:
    """Width and height; ValueError or IndexError where the header does not hold them."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _number(head, 16, 4, "big"), _number(head, 20, 4, "big")
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _number(head, 6, 2, "little"), _number(head, 8, 2, "little")
    if head.startswith(b"BM") and _number(head, 14, 4, "little") in (12, 40, 52, 56, 108, 124):
        if _number(head, 14, 4, "little") == 12:
            return _number(head, 18, 2, "little"), _number(head, 20, 2, "little")
        height = int.from_bytes(head[22:26], "little", signed=True)
        return _number(head, 18, 4, "little"), abs(height)
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(stream)
    if _is_webp(head):
        return _webp_size(head)
    raise ValueError


def misnamed(path: Path) -> str | None:
    """What a picture is whose name ends as those of another kind; None where its name tells, or tells nothing."""
    by_name = _ENDINGS.get(path.suffix.lower())
    with open_regular(path) as stream:
        head = stream.read(_HEAD)
    begins = {"PNG": b"\x89PNG", "JPEG": b"\xff\xd8\xff", "GIF": b"GIF8", "BMP": b"BM"}
    kind = next((kind for kind, magic in begins.items() if head.startswith(magic)), "WebP" if _is_webp(head) else None)
    return kind if by_name is not None and kind != by_name else None


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _webp_size(head: bytes) -> tuple[int, int]:
    kind = head[12:16]
    if kind == b"VP8X":
        return _number(head, 24, 3, "little") + 1, _number(head, 27, 3, "little") + 1
    if kind == b"VP8L" and head[20:21] == b"\x2f":
        bits = _number(head, 21, 4, "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        return _number(head, 26, 2, "little") & 0x3FFF, _number(head, 28, 2, "little") & 0x3FFF
    raise ValueError


def _number(data: bytes, start: int, width: int, order: str) -> int:
    piece = data[start : start + width]
    if len(piece) < width:
        raise ValueError
    return int.from_bytes(piece, "big" if order == "big" else "little")


def _jpeg_size(stream: BufferedReader) -> tuple[int, int]:
    stream.seek(2)
    for _ in range(_JPEG_MOST_SEGMENTS):
        if stream.read(1) != b"\xff":
            raise ValueError
        marker = stream.read(1)
        while marker == b"\xff":
            marker = stream.read(1)
        length = _number(stream.read(2), 0, 2, "big")
        if marker[0] in _JPEG_SIZES:
            frame = stream.read(5)
            return _number(frame, 3, 2, "big"), _number(frame, 1, 2, "big")
        if length < 2:
            raise ValueError
        stream.seek(length - 2, 1)
    raise ValueError


def _seems(head: bytes) -> str:
    if not head:
        return "empty"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) or _is_webp(head):
        return "a damaged or cut picture"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for magic, name in _OTHERS:
        if start.startswith(magic.lower()):
            return name
    if b"\0" not in head and all(byte >= 32 or byte in b"\t\r\n\f" for byte in head):
        return "text, not a picture"
    return "no picture that dlcli knows"


def _advice(head: bytes) -> str:
    if head.startswith((b"II*\0", b"MM\0*")):
        return "convert it to PNG or JPEG"
    return "remove it; pictures are PNG, JPEG, GIF, BMP or WebP"

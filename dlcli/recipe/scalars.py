"""What an unquoted value means, by the core rules of YAML 1.2: `1e-3` is a number, `no` and `12:30` are text."""

from __future__ import annotations

import math
import re

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_NONZERO_MANTISSA = re.compile(r"[-+.0]*[1-9]")
_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LARGEST = 2**63 - 1
_MOST_DIGITS = 22
"""More digits than any 64-bit number has in base 8: such a text is never converted."""


class BadScalarError(Exception):
    """A value that looks like a number or a mark of YAML but cannot be taken as one."""

    def __init__(self, code: str, message: str, way_out: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.way_out = way_out


def resolve(text: str) -> str | int | float | bool | None:
    """Return the value of an unquoted scalar, or raise BadScalarError.

    Example:
        >>> resolve("1e-3"), resolve("0x1F"), resolve("no"), resolve("~")
        (0.001, 31, 'no', None)
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text == "=":
        raise BadScalarError("quote-value", "'=' alone has a meaning of its own in YAML", 'write "=" in quotes')
    if text[0] not in "+-.0123456789":
        return text
    if _NOT_FINITE.fullmatch(text):
        way_out = f"write a number; for text write '{text}' in quotes"
        raise BadScalarError("not-finite", f"must be a finite number, got {text}", way_out)
    if _BASED.fullmatch(text):
        return _integer(text, text[2:].lstrip("0") or "0", base=8 if text[1] == "o" else 16)
    if not _FLOAT.fullmatch(text):
        return text
    if _LEADING_ZERO.match(text):
        raise BadScalarError("leading-zero", f"a number has no leading zero: {_short(text)}", _without_zeros(text))
    return _integer(text, text, base=10) if _INTEGER.fullmatch(text) else _float(text)


def _integer(text: str, digits: str, *, base: int) -> int:
    if len(digits) <= _MOST_DIGITS:
        number = int(digits, base)
        if -_LARGEST - 1 <= number <= _LARGEST:
            return number
    raise BadScalarError(
        "number-out-of-range",
        f"number out of range: {_short(text)}",
        f"a whole number lies between {-_LARGEST - 1} and {_LARGEST}",
    )


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise BadScalarError(
            "number-out-of-range", f"number out of range: {_short(text)}", "the largest number is about 1.8e308"
        )
    if number == 0 and _NONZERO_MANTISSA.match(text):
        raise BadScalarError(
            "number-out-of-range", f"number too small: {_short(text)}", "write 0, or a number above 1e-307"
        )
    return number


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:10]}…{text[-4:]} ({len(text)} characters)"


def _without_zeros(text: str) -> str:
    if len(text) > _MOST_DIGITS:
        return "leave out the zeros in front, or quote the value if it is text"
    sign = text[0] if text[0] in "+-" else ""
    rest = text[len(sign) :]
    number = re.sub(r"^0+(?=[0-9])", "", rest)
    octal = f", 0o{number} for an octal number" if not sign and re.fullmatch(r"[0-7]+", rest) and number != "0" else ""
    return f"write {sign}{number}{octal}, or '{text}' in quotes for text"

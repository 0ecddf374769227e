"""The equations of einsum_dense: which letters are sizes of the input, the kernel and the output."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

RULE = "an equation such as abc,cd->abd (a is the batch), ...x,xy->...y, or ab...,bc->ac..."
_FORM = re.compile(r"(\.{3})?([a-zA-Z]+)(\.{3})?,([a-zA-Z]+)->(\.{3})?([a-zA-Z]+)(\.{3})?")


@dataclass(frozen=True, slots=True)
class Equation:
    """Letters without the batch; `before` and `after` say where further axes may stand, which stay as they are."""

    inputs: str
    kernel: str
    outputs: str
    before: bool
    after: bool


@cache
def parsed(text: str) -> Equation | None:
    """The equation; None where it is none that einsum_dense can follow."""
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    dots = form[1], form[3], form[5], form[7]
    inputs, kernel, outputs = form[2], form[4], form[6]
    before, after = dots[0] is not None, dots[1] is not None
    if (dots[2] is not None, dots[3] is not None) != (before, after) or (before and after):
        return None
    if not before:
        if inputs[0] != outputs[0] or inputs[0] in kernel:
            return None
        inputs, outputs = inputs[1:], outputs[1:]
    equation = Equation(inputs, kernel, outputs, before, after)
    return equation if _makes_sense(equation) else None


def _makes_sense(equation: Equation) -> bool:
    each_once = all(len(set(part)) == len(part) for part in (equation.inputs, equation.kernel, equation.outputs))
    known = set(equation.outputs) <= {*equation.inputs, *equation.kernel}
    bound = set(equation.kernel) <= {*equation.inputs, *equation.outputs}
    return each_once and known and bound and bool(equation.inputs) and bool(equation.outputs)

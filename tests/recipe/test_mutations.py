"""Thousands of recipes broken at random: each gets its verdict, in little time and memory, and never a traceback."""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dlcli.recipe.verdict import verdict
from dlcli.report.diagnostics import render, render_github

REPOSITORY = Path(__file__).resolve().parents[2]
BASE = """\
vars: {width: 16, rate: 0.2}
blocks:
  hidden:
    defaults: {activation: relu, width: "${width}"}
    layers:
      - {type: dense, units: "${width}", activation: "${activation}"}
      - {type: dropout, rate: "${rate}"}
data: {source: {type: iris, classes: [setosa, virginica], positive: setosa}, split: {validation: 0.2, stratify: true}}
regularization: {early_stopping: {monitor: val_loss, patience: 3}, kernel_regularizer: {type: l2, l2: 0.0001}}
"""
RICH = """\
extends: base.yaml
changes: {data.batch_size: 16, regularization.early_stopping.patience: 2, layers.head.activation: sigmoid}
layers:
  - {use: hidden, repeat: 2, with: {rate: 0.1}, name: start}
  - type: residual
    main: [{use: hidden, with: {rate: "${rate}"}}, {type: dense, units: 16}]
    shortcut: [{type: dense, units: 16}]
  - type: parallel
    merge: concatenate
    branches: [[{type: dense, units: 4, activation: tanh, name: inner}], [relu, {type: dense, units: 4}], []]
  - {type: concatenate, from: [previous, start, input]}
  - {type: dense, units: 1, name: head}
loss: binary_crossentropy
metrics: [accuracy, {type: auc}]
optimizer:
  type: sgd
  learning_rate: {type: cosine_decay, initial_learning_rate: 1e-1, warmup_target: 0.2, warmup_steps: 5}
training: {epochs: 3, checkpoint: {every_epochs: 1, keep: 2}}
"""
VALUES = (
    "null", "~", "[]", "{}", "-1", "0", "1.5", "1e308", "-9999999999", "99999999999999999999", "true", '"16"', '""',
    ".nan", "007", "[1, [2, 3]]", "{a: {b: 1}}", '"${data.classes}"', '"${nothing}"', '"${width}"', "relu", "lstm",
    "{type: dense}", "{use: hidden}", "[[[[]]]]", "x" * 300, "/", "../..", "*a", "&a 1", "!!int 3", "'", "2147483647",
)  # fmt: skip
SIGNS = (
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "\n",
    "- ",
    "? ",
    "|",
    ">",
    "#",
    "%",
    '"',
    "'",
    "\t",
    "\\",
    "---\n",
    "<<: ",
)
KEY = re.compile(r"[a-z_0-9]+(?=:)")
VALUE = re.compile(r"(?<=: )[^,{}\[\]\n]+")
TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)

Draw = random.Random


def texts() -> list[str]:
    """The shipped recipes, ResNet-50, and a recipe that uses most of the language."""
    files = [*sorted((REPOSITORY / "recipes").rglob("*.yaml")), REPOSITORY / "tests/mistakes/resnet50.fixed.yaml"]
    return [path.read_text("utf-8") for path in files] + [RICH] * 4


def in_bytes(draw: Draw, text: str) -> bytes:
    broken = bytearray(text.encode())
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(broken))
        broken[at : at + draw.randint(0, 3)] = draw.randbytes(draw.randint(0, 3))
    return bytes(broken)


def in_tokens(draw: Draw, text: str) -> bytes:
    found = TOKEN.findall(text)
    one, other = draw.randrange(len(found)), draw.randrange(len(found))
    match draw.randrange(4):
        case 0:
            found[one], found[other] = found[other], found[one]
        case 1:
            del found[one]
        case 2:
            found.insert(one, draw.choice(SIGNS))
        case _:
            found.insert(one, found[other])
    return "".join(found).encode()


def in_a_value(draw: Draw, text: str) -> bytes:
    where = draw.choice(list(VALUE.finditer(text)))
    return f"{text[: where.start()]}{draw.choice(VALUES)}{text[where.end() :]}".encode()


def in_a_key(draw: Draw, text: str) -> bytes:
    found = list(KEY.finditer(text))
    where, other = draw.choice(found), draw.choice(found)
    swapped = "".join(draw.sample(where[0], len(where[0])))
    return f"{text[: where.start()]}{draw.choice([other[0], swapped])}{text[where.end() :]}".encode()


def in_lines(draw: Draw, text: str) -> bytes:
    lines = text.splitlines(keepends=True)
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    match draw.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            del lines[one]
        case 2:
            lines.insert(one, lines[other])
        case _:
            lines[one] = " " * draw.randint(1, 4) + lines[one]
    return "".join(lines).encode()


KINDS: tuple[Callable[[Draw, str], bytes], ...] = (in_bytes, in_tokens, in_a_value, in_a_value, in_a_key, in_lines)


def mutated(seed: int, originals: list[str]) -> bytes:
    draw = Draw(seed)
    kind = draw.choice(KINDS)
    broken = kind(draw, draw.choice(originals))
    if draw.random() < 0.3:
        broken = draw.choice(KINDS)(draw, broken.decode("utf-8", "replace") + "\nseed: 1\n")
    return broken


def most_memory() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.parametrize(
    ("first", "count"),
    [(0, 400), *(pytest.param(at, 800, marks=pytest.mark.slow) for at in range(400, 10_000, 800))],
)
def test_a_broken_recipe_gets_its_verdict(
    first: int, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(BASE, "utf-8")
    originals, file = texts(), Path("recipe.yaml")
    before, refused = most_memory(), 0
    for seed in range(first, first + count):
        file.write_bytes(mutated(seed, originals))
        begun = time.perf_counter()
        try:
            found = verdict(file)
            render(found.diagnostics)
            render_github(found.diagnostics)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
        assert time.perf_counter() - begun < 5, f"seed {seed}"
        refused += not found.valid
    assert refused > count / 4
    assert most_memory() - before < 2**30

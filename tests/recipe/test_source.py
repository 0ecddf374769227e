"""YAML text to nodes: what values mean, where they stand, and every way in which a text is refused."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from dlcli.ground.errors import UsageError
from dlcli.recipe.diagnostics import Diagnostic, RecipeError
from dlcli.recipe.source import Mapping, Scalar, Sequence, at, parse, place_of, plain, read

LENET = """\
name: lenet5
seed: 7
data:
  source: digits
  split: {validation: 0.1, test: 0.2}
  transforms:
    - {type: resizing, height: 32, width: 32}
    - {type: rescaling, scale: 0.0625}
layers:
  - {type: conv2d, filters: 6, kernel_size: 5, activation: tanh}
  - flatten
  - {type: dense, units: "${data.classes}", activation: softmax}
optimizer: {type: adam, learning_rate: {type: cosine_decay, initial_learning_rate: 0.002}}
"""
BLOCKS = """\
data: {source: {type: image_folder, path: "${env:IMAGENET}"}}
blocks:
  conv_bn:
    defaults: {strides: 1, shortcut: []}
    layers:
      - type: residual
        main:
          - {use: conv, with: {filters: "${filters}", strides: &two 2}}   # halves
          - relu
        shortcut: '${shortcut}'
      - {type: dense, units: *two}
description: |
  several lines
  of text
changes:
  layers.2.filters: 1e+1
  layers.6: null
"""


def mistakes(text: str | bytes, *, before: str = "") -> tuple[Diagnostic, ...]:
    with pytest.raises(RecipeError) as caught:
        parse(text, "recipe.yaml", before=before)
    return caught.value.diagnostics


def found(text: str | bytes) -> list[tuple[str, int, int]]:
    return [(each.code, each.place.line, each.place.column) for each in mistakes(text) if each.place]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("5e5", 500000.0),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("1.10", 1.1),
        ("0", 0),
        ("-0", 0),
        ("+5", 5),
        ("0o10", 8),
        ("0x1F", 31),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("1_000", "1_000"),
        ("0o19", "0o19"),
        ("1:30", "1:30"),
        ("12:30", "12:30"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("2024-01-01", "2024-01-01"),
        ("null", None),
        ("NULL", "NULL"),
        ("~", None),
        ("", None),
        ("'010'", "010"),
        ('".nan"', ".nan"),
        ("'<<'", "<<"),
        ("${width}", "${width}"),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(text: str, value: object) -> None:
    node = parse(f"[{text}, end]" if text not in {"", "${width}"} else text, "recipe.yaml")
    scalar = node.items[0] if isinstance(node, Sequence) else node
    assert isinstance(scalar, Scalar)
    assert (scalar.value, type(scalar.value)) == (value, type(value))


# One row for each kind of text that a recipe refuses: text, code, line, column.
REFUSED: list[tuple[str | bytes, str, int, int]] = [
    ("a:\n\tb: 1\n", "tab-indentation", 2, 1),
    ("a:\n  \tb: 1\n", "tab-indentation", 2, 3),
    ("a:\t1\n", "tab-indentation", 1, 3),
    ("a:\n    b: 1\n  c: 2\n", "bad-indentation", 3, 3),
    ("  a: 1\nb: 2\n", "bad-indentation", 2, 1),
    ("a: b\n  c: d\n", "bad-indentation", 2, 3),
    ("a: 1\n- b\n", "bad-indentation", 2, 1),
    ("- a\nb: 1\n", "bad-indentation", 2, 1),
    ("a: - b\n", "bad-indentation", 1, 4),
    ("a: [1, 2\n", "unclosed-bracket", 1, 4),
    ("a: {b: 1", "unclosed-bracket", 1, 4),
    ("a: [\n", "unclosed-bracket", 1, 4),
    ("a: [1, 2\nb: 3\n", "unclosed-bracket", 1, 4),
    ("a: &x [1, 2\nb: 3\n", "unclosed-bracket", 1, 7),
    ("a: 'x\nb: 1\n", "unclosed-quote", 1, 4),
    ('a: "x\nb: "y"\n', "unclosed-quote", 1, 4),
    ("a: [1, 2}\n", "mismatched-bracket", 1, 9),
    ("a: {b: c}}\n", "mismatched-bracket", 1, 10),
    ("a: ]\n", "mismatched-bracket", 1, 4),
    ("a: b: c\n", "two-colons", 1, 5),
    ("a: {b: 1 c: 2}\n", "two-colons", 1, 11),
    ('a: ["b" "c"]\n', "missing-comma", 1, 9),
    ("a: [1,,2]\n", "missing-value", 1, 7),
    ("a: 1\nb\nc: 2\n", "missing-colon", 2, 1),
    ("a: 1\nunits:8\n", "missing-colon", 2, 1),
    ("a: {type:dense}\n", "missing-colon", 1, 5),
    ("a: {units}\n", "missing-colon", 1, 5),
    ("epochs: 1\nb: 2\nepochs: 3\n", "duplicate-key", 3, 1),
    ("a: 010\n", "leading-zero", 1, 4),
    ("a: -00.5\n", "leading-zero", 1, 4),
    ("id: 007\n", "leading-zero", 1, 5),
    ("a: .nan\n", "not-finite", 1, 4),
    ("a: -.inf\n", "not-finite", 1, 4),
    ("a: 9223372036854775808\n", "number-out-of-range", 1, 4),
    ("a: " + "9" * 5000, "number-out-of-range", 1, 4),
    ("a: 0x" + "f" * 5000, "number-out-of-range", 1, 4),
    ("a: 1e400\n", "number-out-of-range", 1, 4),
    ("a: 1e-400\n", "number-out-of-range", 1, 4),
    ("a: !!int 12x\n", "tag", 1, 4),
    ("a: !!float x\n", "tag", 1, 4),
    ("a: !!python/object/apply:os.system [ls]\n", "tag", 1, 4),
    ("a: &x !foo b\n", "tag", 1, 7),
    ("a: !!binary aa\n", "tag", 1, 4),
    ("!!set {a: 1}\n", "tag", 1, 1),
    ("a: !!omap [b: 1]\n", "tag", 1, 4),
    ("a: !e!x y\n", "tag", 1, 4),
    ("[a]: 1\n", "key-not-text", 1, 1),
    ("a: {{b: 1}: 2}\n", "template", 1, 4),
    ("{a: 1}: 2\n", "key-not-text", 1, 1),
    (": 2\n", "key-not-text", 1, 1),
    ("a: {{ x }}\n", "template", 1, 4),
    ("a: =\n", "quote-value", 1, 4),
    ("a: *b\n", "unknown-alias", 1, 4),
    ("a: &a [*a]\n", "recursive-alias", 1, 8),
    ("<<: 1\n", "merge-key", 1, 1),
    ("a: &b {c: 1}\nd:\n  <<: *b\n", "merge-key", 3, 3),
    ("a: 1\n---\nb: 2\n", "second-document", 2, 1),
    ("%YAML 2.0\n---\na: 1\n", "yaml-version", 1, 1),
    ("%YAML " + "9" * 5000 + "\n---\na: 1\n", "directive", 1, 1),
    ("%x\n", "directive", 1, 1),
    ("a: @x\n", "quote-value", 1, 4),
    ("a: `x`\n", "quote-value", 1, 4),
    ("a: %x\n", "quote-value", 1, 4),
    ("a: [*]\n", "quote-value", 1, 5),
    ("a: 'it's'\n", "quote-value", 1, 8),
    ("a: |x\n b\n", "quote-value", 1, 4),
    ('a: "C:\\data"\n', "unknown-escape", 1, 7),
    ('a: "\\UFFFFFFFF"\n', "unknown-escape", 1, 5),
    ('a: "\\ud83d"\n', "invalid-character", 1, 4),
    ('a: "\\0"\n', "invalid-character", 1, 4),
    ("a: b\0c\n", "invalid-character", 1, 5),
    ("a: b\n# \x1b[31m\n", "invalid-character", 2, 3),
    ("a: b\u2028c\n", "invalid-character", 1, 5),
    ("a: \ud800\n", "invalid-character", 1, 4),
    (b"a: 1\nb: caf\xe9\n", "not-utf8", 2, 7),
    ("[" * 300, "too-deep", 1, 65),
    ("[" * 100_000, "too-deep", 1, 65),
    ("a: {units: ${width}}\n", "unquoted-hole", 1, 12),
    ("a: [data/${env:HOME}/x]\n", "unquoted-hole", 1, 5),
    ("{${a}: 1}\n", "unquoted-hole", 1, 2),
    ("a: [${b]\n", "unquoted-hole", 1, 5),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), REFUSED, ids=lambda value: str(value)[:30])
def test_a_text_is_refused_at_its_place_with_a_way_out(text: str | bytes, code: str, line: int, column: int) -> None:
    assert found(text) == [(code, line, column)]
    (mistake,) = mistakes(text)
    assert mistake.help or mistake.label
    yaml_wording = ("while scanning", "while parsing", "<block", "expected the", "could not find", "token")
    assert not [words for words in yaml_wording if words in mistake.message]


def test_the_words_of_some_mistakes() -> None:
    said = {text: (mistakes(text)[0].message, mistakes(text)[0].help) for text in ("a: [1\n", "b: 010\n", "c: *.k\n")}
    assert said == {
        "a: [1\n": ("[ opened at 1:4 is never closed", "close it with ]"),
        "b: 010\n": (
            "a number has no leading zero: 010",
            "write 10, 0o10 for an octal number, or '010' in quotes for text",
        ),
        "c: *.k\n": ("'*' begins an alias in YAML, and no name follows it", "quote the value if it is text"),
    }


def test_all_mistakes_are_found_in_one_reading() -> None:
    text = "a: 010\nb: !x 1\na: .inf\nc: {d: 1, d: *e, f: ${g}, h: [${i}]}\nj: [1\n"
    assert found(text) == [
        ("leading-zero", 1, 4),
        ("tag", 2, 4),
        ("duplicate-key", 3, 1),
        ("not-finite", 3, 4),
        ("duplicate-key", 4, 11),
        ("unknown-alias", 4, 14),
        ("unquoted-hole", 4, 21),
        ("unquoted-hole", 4, 31),
        ("unclosed-bracket", 5, 4),
    ]


def test_a_duplicate_key_points_at_the_first() -> None:
    (mistake,) = mistakes("a: {b: 1,\n    'b': 2}\n")
    assert mistake.message == "key 'b' given twice (lines 1, 2)"
    (note,) = mistake.notes
    assert note.place is not None
    assert (note.place.line, note.place.column) == (1, 5)


def test_keys_are_text() -> None:
    text = "on: 1\n010: 2\nnull: 3\n1.0: 4\ntrue: 5\n"
    assert plain(parse(text, "recipe.yaml")) == {"on": 1, "010": 2, "null": 3, "1.0": 4, "true": 5}


def test_other_encodings_are_refused_and_a_mark_and_carriage_returns_accepted() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert [each.code for each in mistakes("a: b".encode(encoding))] == ["not-utf8"]
    assert found(b"\xef\xbb\xbfa: 1\r\nb: 010\r\n") == [("leading-zero", 2, 4)]
    assert plain(parse(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "recipe.yaml")) == {"a": 1, "b": 2}


def test_limits_hold_for_what_aliases_expand_to() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
    )
    assert [each.code for each in mistakes(bomb)] == ["too-many-nodes"]
    assert [each.code for each in mistakes("a: &a 1\nb: [" + "*a, " * 101 + "1]\n")] == ["too-many-aliases"]
    deep = "a: &a " + "[" * 60 + "]" * 60 + "\nb: [[[[*a]]]]\n"
    assert found(deep) == [("too-deep", 2, 8)]
    assert [each.code for each in mistakes("a" * (2**20 + 1))] == ["file-too-large"]


def test_an_alias_is_a_tree_of_its_own() -> None:
    node = parse("a: &a {b: 1}\nc: *a\n", "recipe.yaml")
    first, second = at(node, ["a", "b"]), at(node, ["c", "b"])
    assert isinstance(first, Scalar)
    assert isinstance(second, Scalar)
    first.value = 2
    assert (second.value, second.place.line, second.place.column) == (1, 1, 11)


def test_many_mistakes_end_the_reading() -> None:
    assert len(mistakes("- 010\n" * 10_000)) == 100


def test_at_and_place_of() -> None:
    node = parse(BLOCKS, "recipe.yaml")
    hole = ["blocks", "conv_bn", "layers", 0, "main", 0, "with", "filters"]

    def place(path: list[str | int], *, key: bool = False) -> tuple[int, int, int]:
        found = place_of(node, path, key=key)
        return found.line, found.column, found.end_column

    assert plain(at(node, hole) or node) == "${filters}"
    assert at(node, [*hole, "deeper"]) is None
    assert at(node, ["blocks", "conv_bn", "layers", 7]) is None
    assert place(hole) == (8, 41, 53)
    assert place(hole, key=True) == (8, 32, 39)
    assert place([*hole[:-1], "strides"]) == (8, 69, 70)
    assert place([*hole[:-1], "missing", "more"], key=True) == (8, 32, 39)
    assert place(["blocks", "conv_bn", "defaults", "shortcut"]) == (4, 38, 40)
    assert place(["blocks", "conv_bn", "layers"]) == (6, 7, 8)
    assert place(["blocks", "conv_bn", "layers", 0]) == (6, 9, 13)
    assert place(["description"]) == (12, 14, 15)
    assert place(["changes", "layers.6"]) == (17, 13, 17)


def test_an_empty_value_stands_behind_its_colon() -> None:
    node = parse("a:\nb: 1\n", "recipe.yaml")
    found = place_of(node, ["a"])
    assert (plain(node), found.line, found.column) == ({"a": None, "b": 1}, 1, 3)


def test_a_text_that_begins_further_right() -> None:
    (mistake,) = mistakes("010", before="optimizer.learning_rate=x")
    assert mistake.place is not None
    assert (mistake.place.column, mistake.place.end_column) == (26, 29)
    assert mistake.place.source.lines == ("optimizer.learning_rate=x010",)


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "empty-recipe", 1),
        ("# nothing\n", "empty-recipe", 1),
        ("- a\n", "not-a-mapping", 1),
        ("a", "not-a-mapping", 1),
    ],
)
def test_a_recipe_file_holds_a_mapping(tmp_path: Path, text: str, code: str, column: int) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError) as caught:
        read(path, name="shown.yaml")
    (mistake,) = caught.value.diagnostics
    assert mistake.place is not None
    assert (mistake.code, mistake.place.source.name, mistake.place.column) == (code, "shown.yaml", column)
    assert caught.value.exit_code == 2


def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a" * (2**20 + 1))
    for path in (tmp_path / "missing.yaml", tmp_path, large):
        with pytest.raises(UsageError):
            read(path)


def test_a_recipe_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(LENET)
    node = read(path)
    assert isinstance(node, Mapping)
    assert node.entries["seed"].key_place.source.name == str(path)
    assert plain(node.entries["data"].node) == {
        "source": "digits",
        "split": {"validation": 0.1, "test": 0.2},
        "transforms": [
            {"type": "resizing", "height": 32, "width": 32},
            {"type": "rescaling", "scale": 0.0625},
        ],
    }


SIGNS = "[]{},:-?&*!|>'\"%@`#=~\\\t\n\r \0\u2028\ufeff\ud800é語"
WORDS = "${ |- |: |<<|---\n|...\n|&a |*a|!!int |010|.inf|1e999|%YAML 1.1\n|\\U0011ffff|>2-\n"
TOKENS = [*SIGNS, *WORDS.split("|")]


def _mutated(text: str, draw: random.Random) -> str | bytes:
    for _ in range(draw.randint(1, 4)):
        start = draw.randrange(len(text))
        end = min(len(text), start + draw.choice([0, 0, 1, 1, 5, 40]))
        piece = draw.choice([draw.choice(TOKENS), "", text[end : end + 10], draw.choice(TOKENS) * draw.randint(1, 80)])
        text = text[:start] + piece + text[end:] or "a"
    if draw.random() < 0.3:
        data = bytearray(text.encode("utf-8", "surrogatepass"))
        data[draw.randrange(len(data))] = draw.randrange(256)
        return bytes(data)
    return text


def test_whatever_the_text_the_answer_is_a_node_or_located_mistakes() -> None:
    draw = random.Random(20)
    begun = time.monotonic()
    answers = [_mistakes_in(_mutated((LENET, BLOCKS)[number % 2], draw)) for number in range(2000)]
    refused = [diagnostics for diagnostics in answers if diagnostics is not None]
    assert 500 < len(refused) < 2000
    assert all(refused)
    for place in (each.place for diagnostics in refused for each in diagnostics if each.place):
        line = place.source.lines[place.line - 1]
        assert 1 <= place.column <= place.end_column <= len(line) + 1
    assert time.monotonic() - begun < 20


def _mistakes_in(text: str | bytes) -> tuple[Diagnostic, ...] | None:
    try:
        plain(parse(text, "recipe.yaml"))
    except RecipeError as error:
        return error.diagnostics
    return None


def test_hole_without_its_brace_breaks_no_bracket() -> None:
    text = "[{rate: ${drop}}, {units: ${data.classes, use_bias: true}, {units: '${data.classes', use_bias: true}]"
    with pytest.raises(RecipeError) as caught:
        parse(text, "recipe.yaml")
    told = [(each.code, each.label) for each in caught.value.diagnostics]
    assert told == [("unquoted-hole", 'write "${drop}"'), ("unquoted-hole", 'write "${data.classes}"')]

"""Every layer's shape and weight rules against Keras's own answers, and all layers in one model, saved and loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from dlcli.parts import shelf
from dlcli.parts.layers._adaptive_pooling import AdaptivePooling
from dlcli.parts.layers._attention import Attending
from dlcli.parts.layers._layer import Activation, ShapeProblem
from dlcli.parts.layers._spatial import Spatial
from dlcli.parts.layers._wrapper import Wrapper
from dlcli.parts.layers.instance_normalization import InstanceNormalization
from tests.parts.cases import changed, example, read, words_in_keras

WORDS = [word for kind, word in words_in_keras() if kind == "layers"]
SINGLE = [
    (), (1,), (7,), (12,), (6, 4), (None, 4), (1, 2), (8, 9, 4), (28, 28, 1), (None, 7, 2), (2, 2, 3), (6, 7, 8, 4),
    (2, 1, 2, 2),
]  # fmt: skip
SEVERAL = [
    [(4,), (4,)],
    [(3, 4), (3, 4), (3, 4)],
    [(3, 4), (1, 4)],
    [(3, 4), (4,)],
    [(2, 4), (3, 4)],
    [(3, 2), (3, 5)],
    [(None, 4), (3, 4)],
    [(4,), (5,)],
    [(2, 3, 1), (2, 3, 4)],
    [(3, 4)],
    [(3, 4), (5, 2), (5, 4)],
    [(3, 4), (5, 4), (6, 4)],
]


FURTHER: dict[str, list[dict[str, Any]]] = {
    "conv1d_transpose": [{"strides": 3, "output_padding": 1, "padding": "same", "kernel_size": 3}],
    "conv2d_transpose": [
        {"strides": 2},
        {"strides": [3, 2], "output_padding": [1, 0]},
        {"strides": 2, "padding": "same", "kernel_size": 5, "output_padding": 1},
    ],
    "conv3d_transpose": [{"strides": 2, "padding": "same"}],
    "einsum_dense": [
        {"equation": "ab,bcd->acd", "output_shape": [2, 3], "bias_axes": "d"},
        {"equation": "...x,xy->...y", "output_shape": [5], "bias_axes": "y"},
        {"equation": "ab...,bc->ac...", "output_shape": [5], "bias_axes": "c"},
        {"equation": "abc,bc->abc", "output_shape": [6, 4], "bias_axes": "b"},
        {"equation": "abc,cd->adb", "output_shape": [2, -1], "bias_axes": "d"},
    ],
    "multi_head_attention": [{"value_dim": 3, "output_shape": 7, "use_bias": False}],
    "bidirectional": [
        {"layer": {"type": "gru", "units": 3, "return_sequences": True}, "merge_mode": "sum"},
        {"layer": {"type": "conv_lstm1d", "filters": 3, "kernel_size": 2}},
    ],
    "time_distributed": [{"layer": {"type": "bidirectional", "layer": {"type": "gru", "units": 3}}}],
}
"""What one change of the example does not reach."""


def inputs(word: str) -> list[list[Any]]:
    layer: Any = shelf.part("layers", word)
    return [[shape] for shape in SINGLE] if layer.most_inputs == 1 else SEVERAL


def configurations(word: str) -> Iterator[dict[str, Any]]:
    """The example, one field changed, and the pairs of changes that decide sizes."""
    yield example("layers", word)
    yield from ({**example("layers", word), **fields} for fields in FURTHER.get(word, []))
    single = [
        (name, fields)
        for name, fields in changed("layers", word, most=4)
        if not name.endswith(("initializer", "regularizer", "constraint", "activation"))
        and name not in ("name", "source")
    ]
    kinds = [(type(getattr(read("layers", word, fields), name)), fields) for name, fields in single]
    yield from (fields for kind, fields in kinds if kind is bool)
    sizes = [fields for kind, fields in kinds if kind not in (bool, float)]
    yield from sizes
    if "padding" in example("layers", word) or any(name == "padding" for name, _ in single):
        for padding in [fields["padding"] for name, fields in single if name == "padding"][:2]:
            yield from (fields for each in sizes if valid(word, fields := {**each, "padding": padding}))


def valid(word: str, fields: dict[str, Any]) -> bool:
    """Whether these fields may stand together."""
    try:
        read("layers", word, fields)
    except ValidationError:
        return False
    return True


def keras_answer(
    part: Any, layer: Any, shapes: list[Any]
) -> tuple[Any, list[tuple[str, tuple[int, ...], bool]]] | None:
    """The output's shape without the batch, and the weights; None where Keras refuses."""
    import keras

    given, named = part.call_inputs([keras.KerasTensor((None, *shape)) for shape in shapes])
    try:
        output = layer(*given, **named)
    except (ValueError, TypeError, IndexError):
        return None
    return output.shape[1:], [
        (weight.name, tuple(weight.shape), weight.trainable) for weight in getattr(layer, "weights", [])
    ]


def beyond_keras(part: Any, shapes: list[Any]) -> bool:
    """What Keras takes and nobody can mean: merging one input; joining or resizing along the batch, or reading it.

    And a mean of one number.
    """
    if isinstance(part, Wrapper) and len(shapes[0]) > 1 and beyond_keras(part.layer, part.inner_shapes(*shapes)):
        return True
    if isinstance(part, AdaptivePooling):
        return True
    too_few = part.most_inputs != 1 and len(shapes) == 1
    other_rank = isinstance(part, Spatial) and len(shapes[0]) != part.rank + 1
    other_rank |= isinstance(part, Attending) and any(len(shape) != 2 for shape in shapes)
    other_rank |= isinstance(part, InstanceNormalization) and len(shapes[0]) == 1
    reads_batch = shapes == [()] or getattr(part, "axis", None) == -1 - len(shapes[0])
    return too_few or other_rank or reads_batch or not runs(part, shapes)


def runs(part: Any, shapes: list[Any]) -> bool:
    """Whether Keras gets from zeros of these shapes to the shape that it announced."""
    zeros = [np.zeros((2, *(5 if size is None else size for size in shape)), "float32") for shape in shapes]
    given, named = part.call_inputs(zeros)
    layer = part.build()
    try:
        made = layer(*given, **named)
    except Exception:  # noqa: BLE001 - each layer fails in its own way
        return False
    sizes = getattr(layer, "compute_output_shape", lambda _: layer.compute_output_spec(zeros[0]).shape)
    announced = sizes(zeros[0].shape) if len(zeros) == 1 else made.shape
    return tuple(made.shape) == tuple(announced)


@pytest.mark.parametrize("word", WORDS)
def test_shapes_and_weights_are_those_of_keras(word: str) -> None:
    accepted = 0
    base, fitting = example("layers", word), set[tuple[int, ...]]()
    for fields in configurations(word):
        part: Any = read("layers", word, fields)
        for shapes in inputs(word):
            ranks = tuple(map(len, shapes))
            try:
                ours = part.output_shape(*shapes), [tuple(weight) for weight in part.weight_shapes(*shapes)]
            except ShapeProblem:
                ours = None
            if ours is None and fields != base and ranks not in fitting:
                # Building in Keras is slow, and the example showed that neither takes as many axes.
                continue
            theirs = keras_answer(part, part.build(), shapes)
            if ours is not None or theirs is not None:
                fitting.add(ranks)
            if ours is None and theirs is not None:
                assert beyond_keras(part, shapes), f"{fields} refuses {shapes}, Keras makes {theirs}"
                continue
            if ours is not None and theirs is None and any(None in weight[1] for weight in ours[1]):
                continue
            assert ours == theirs, f"{fields} on {shapes}"
            accepted += ours is not None
    assert accepted


@pytest.mark.parametrize("word", WORDS)
def test_unknown_shapes_are_carried_through(word: str) -> None:
    part: Any = read("layers", word, example("layers", word))
    count = 1 if part.most_inputs == 1 else 2
    part.output_shape(*[None] * count)
    part.weight_shapes(*[None] * count)
    for shapes in inputs(word):
        try:
            known = part.output_shape(*shapes)
        except ShapeProblem:
            continue
        vague = part.output_shape(*[(*shape[:-1], None) if shape else shape for shape in shapes])
        assert vague is None or all(size in (None, real) for size, real in zip(vague, known, strict=True))


# Keras turns tensors into arrays in a way that NumPy 2 warns of.
@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
def test_all_layers_survive_saving_and_plain_loading(tmp_path: Path) -> None:
    import keras

    keras.utils.set_random_seed(3)
    starts, ends, data = [], [], []
    generator = np.random.default_rng(0)
    for word, part, layer, shapes in rows():
        own = [keras.Input(shape, name=f"{word}_{place}") for place, shape in enumerate(shapes)]
        starts += own
        given, named = part.call_inputs(own)
        ends.append(layer(*given, **named))
        data += [generator.uniform(0, 2, (2, *shape)).astype("float32") for shape in shapes]
    model = keras.Model(starts, ends)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert [weight.shape for weight in loaded.weights] == [weight.shape for weight in model.weights]
    for before, after in zip(model(data), loaded(data), strict=True):
        np.testing.assert_array_equal(before.numpy(), after.numpy())


def rows() -> Iterator[tuple[str, Any, Any, list[Any]]]:
    """Every layer, and every activation inside a dense layer, with inputs that it takes."""
    for word in WORDS:
        part: Any = read("layers", word, example("layers", word))
        yield word, part, part.build(name=f"row_{word}"), next(shapes for shapes in inputs(word) if fits(part, shapes))
        if isinstance(part, Activation):
            ending = {"type": word, **example("layers", word)}
            dense: Any = read("layers", "dense", {"units": 3, "activation": ending})
            yield f"dense_{word}", dense, dense.build(name=f"row_dense_{word}"), [(5,)]


def fits(part: Any, shapes: list[Any]) -> bool:
    """Whether the rule takes these inputs, and they are not so small that Keras wonders."""
    try:
        part.output_shape(*shapes)
    except ShapeProblem:
        return False
    return all(shape and not {None, 1} & set(shape) for shape in shapes)

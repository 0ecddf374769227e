"""Every layer's shape and weight rules against Keras's own answers, and all layers in one model, saved and loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dlcli.parts import shelf
from dlcli.parts.layers._layer import Activation, ShapeProblem
from dlcli.parts.layers._spatial import Spatial
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
]


def inputs(word: str) -> list[list[Any]]:
    layer: Any = shelf.part("layers", word)
    return [[shape] for shape in SINGLE] if layer.most_inputs == 1 else SEVERAL


def configurations(word: str) -> Iterator[dict[str, Any]]:
    """The example, one field changed, and the pairs of changes that decide sizes."""
    yield example("layers", word)
    single = [
        case
        for case in changed("layers", word, most=8)
        if "initializer" not in case[0] and "regularizer" not in case[0]
    ]
    sizes = [fields for name, fields in single if name not in ("name", "source", "activation")]
    yield from sizes
    if "padding" in example("layers", word) or any(name == "padding" for name, _ in single):
        for padding in [fields["padding"] for name, fields in single if name == "padding"][:2]:
            for fields in sizes:
                yield {**fields, "padding": padding}


def keras_answer(layer: Any, shapes: list[Any]) -> tuple[Any, list[tuple[str, tuple[int, ...], bool]]] | None:
    """The output's shape without the batch, and the weights; None where Keras refuses."""
    import keras

    tensors = [keras.KerasTensor((None, *shape)) for shape in shapes]
    try:
        output = layer(tensors[0] if len(tensors) == 1 else tensors)
    except (ValueError, TypeError, IndexError):
        return None
    return output.shape[1:], [(weight.name, tuple(weight.shape), weight.trainable) for weight in layer.weights]


def beyond_keras(part: Any, shapes: list[Any]) -> bool:
    """What Keras takes and nobody can mean: merging one input; joining or resizing along the batch, or reading it."""
    too_few = part.most_inputs != 1 and len(shapes) == 1
    other_rank = isinstance(part, Spatial) and len(shapes[0]) != part.rank + 1
    return too_few or other_rank or shapes == [()] or getattr(part, "axis", None) == -1 - len(shapes[0])


@pytest.mark.parametrize("word", WORDS)
def test_shapes_and_weights_are_those_of_keras(word: str) -> None:
    accepted = 0
    for fields in configurations(word):
        part: Any = read("layers", word, fields)
        for shapes in inputs(word):
            try:
                ours = part.output_shape(*shapes), [tuple(weight) for weight in part.weight_shapes(*shapes)]
            except ShapeProblem:
                ours = None
            theirs = keras_answer(part.build(), shapes)
            if ours is None and theirs is not None:
                assert beyond_keras(part, shapes), f"{fields} refuses {shapes}, Keras makes {theirs}"
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
    for word, layer, shapes in rows():
        own = [keras.Input(shape, name=f"{word}_{place}") for place, shape in enumerate(shapes)]
        starts += own
        ends.append(layer(own[0] if len(own) == 1 else own))
        data += [generator.uniform(0, 2, (2, *shape)).astype("float32") for shape in shapes]
    model = keras.Model(starts, ends)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert [weight.shape for weight in loaded.weights] == [weight.shape for weight in model.weights]
    for before, after in zip(model(data), loaded(data), strict=True):
        np.testing.assert_array_equal(before.numpy(), after.numpy())


def rows() -> Iterator[tuple[str, Any, list[Any]]]:
    """Every layer, and every activation inside a dense layer, with inputs that it takes."""
    for word in WORDS:
        part: Any = read("layers", word, example("layers", word))
        yield word, part.build(name=f"row_{word}"), next(shapes for shapes in inputs(word) if fits(part, shapes))
        if isinstance(part, Activation):
            ending = {"type": word, **example("layers", word)}
            dense: Any = read("layers", "dense", {"units": 3, "activation": ending})
            yield f"dense_{word}", dense.build(name=f"row_dense_{word}"), [(5,)]


def fits(part: Any, shapes: list[Any]) -> bool:
    """Whether the rule takes these inputs, and they are not so small that Keras wonders."""
    try:
        part.output_shape(*shapes)
    except ShapeProblem:
        return False
    return all(shape and not {None, 1} & set(shape) for shape in shapes)

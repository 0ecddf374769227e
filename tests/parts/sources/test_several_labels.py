"""Several labels of a table or of arrays: their names, their types, and what is said of one label alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from dlcli.ground.errors import DataError
from dlcli.parts.facts import Label
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Loaded, Source

Make = Callable[..., Source]
HOUSES = "area,price,style,floors\n80,1.5,old,2\n90,2.5,new,10\n70,3,old,2\n"
X = np.arange(12, dtype=np.float32).reshape(4, 3)
KINDS = np.array([0, 1, 2, 1])
SIZES = np.array([[0.5, 1], [1, 2], [2, 3], [4, 5]])


@pytest.fixture
def houses(source: Make, tmp_path: Path) -> Make:
    def make(content: str = HOUSES, **fields: Any) -> Source:
        (tmp_path / "houses.csv").write_text(content)
        return source("csv", path=str(tmp_path / "houses.csv"), **fields)

    return make


@pytest.fixture
def arrays(source: Make, tmp_path: Path) -> Make:
    def make(*, content: dict[str, Any] | None = None, **fields: Any) -> Source:
        np.savez(tmp_path / "a.npz", **(content or {"x": X, "kind": KINDS, "size": SIZES, "word": list("baca")}))
        return source("npz", path=str(tmp_path / "a.npz"), **fields)

    return make


def held(loaded: Loaded) -> dict[str, list[Any]]:
    """The values of each label, which its column and the numbers for splits and tables hold alike."""
    assert list(loaded.labels) == list(loaded.label_values) == list(loaded.facts.labels)
    for name, column in loaded.labels.items():
        assert isinstance(column, ArrayColumn)
        assert np.array_equal(column.values, loaded.label_values[name])
    return {name: values.tolist() for name, values in loaded.label_values.items()}


def test_targets_are_called_by_their_columns_and_typed_each_on_its_own(houses: Make) -> None:
    made = houses(target=["style", "price", "floors"], columns={"area": "number", "floors": "category"})
    loaded = made.load()
    assert made.facts() == loaded.facts
    assert loaded.facts.labels == {
        "style": Label("classes", 2, ("new", "old")),
        "price": Label("number"),
        "floors": Label("classes", 2, ("2", "10")),
    }
    assert list(loaded.facts.features) == ["area", "table"]
    assert (loaded.facts.sizes, loaded.facts.origin) == ({"train": 3}, "csv: houses.csv")
    assert held(loaded) == {"style": [1, 0, 1], "price": [1.5, 2.5, 3], "floors": [0, 1, 0]}
    assert [loaded.label_values[name].dtype.name for name in ("style", "price")] == ["int32", "float64"]


def test_all_columns_but_the_targets_are_features(houses: Make) -> None:
    assert list(houses(target=["price", "style"]).facts().features) == ["area", "floors", "table"]


def test_a_list_of_one_target_is_the_label(houses: Make) -> None:
    one, same = houses(target=["price"], columns={"area": "number"}), houses(target="price", columns={"area": "number"})
    assert one == same
    assert held(one.load()) == {"label": [1.5, 2.5, 3]}


def test_targets_of_a_large_file_are_what_the_recipe_tells(houses: Make) -> None:
    large = "a,b,c\n" + "1,1,x\n" * 300_000
    made = houses(large, target=["b", "c"], columns={"a": "number", "b": "category"})
    assert made.facts().labels == {"b": Label("classes"), "c": Label(None)}
    assert made.facts().sizes == {"train": None}


@pytest.mark.parametrize(
    ("content", "target", "words"),
    [
        (HOUSES, ["price", "stile"], "has no column 'stile'; did you mean 'style'?"),
        ("a,b\n1,2\n", ["a", "b"], "has no column beside the targets"),
        ("a,table,c\n1,2,3\n", ["table", "c"], "a label of '{path}' is named 'table', as all columns together are"),
        ("a,b,c\n1,2,3\n1,2,x\n", ["b", "c"], "target 'c': 'x' is not a number, {path}:3"),
        ("a,b,c\n1,2,x\n1,,x\n", ["b", "c"], "target 'b': the value is missing, {path}:3; fill it in"),
    ],
)
def test_wrong_targets_are_told(houses: Make, tmp_path: Path, content: str, target: list[str], words: str) -> None:
    for step in ("facts", "load"):
        with pytest.raises(DataError) as caught:
            getattr(houses(content, target=target), step)()
        assert words.format(path=tmp_path / "houses.csv") in str(caught.value)


def test_arrays_of_labels_have_their_names_and_types(arrays: Make) -> None:
    made = arrays(labels=["size", "kind", "word"])
    facts, loaded = made.facts(), made.load()
    assert facts.labels == {"size": Label("number", shape=(2,)), "kind": Label("classes"), "word": Label("classes")}
    assert loaded.facts.labels == {
        "size": Label("number", shape=(2,)),
        "kind": Label("classes", 3),
        "word": Label("classes", 3, ("a", "b", "c")),
    }
    assert facts.features == loaded.facts.features
    assert facts.sizes == loaded.facts.sizes == {"train": 4}
    assert facts.origin == loaded.facts.origin == "npz: a.npz"
    assert held(loaded) == {"size": SIZES.tolist(), "kind": [0, 1, 2, 1], "word": [1, 0, 2, 0]}


def test_a_list_of_one_array_is_the_label(arrays: Make) -> None:
    assert held(arrays(labels=["kind"], classes=[2, 1]).load()) == {"label": [1, 0, 1]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"x": X, "a": KINDS, "b": KINDS[:3]}, "'x' and 'b' in '{path}' differ in length: 4 and 3"),
        ({"x": X, "a": KINDS}, "has no array 'b'; it has x, a"),
        (
            {"x_train": X, "a_train": KINDS, "b_train": KINDS},
            "has 'x_train' and no 'x': such a file has one label; name one label, or save 'x' whole beside a, b",
        ),
    ],
)
def test_wrong_arrays_of_labels_are_told(arrays: Make, tmp_path: Path, content: dict[str, Any], words: str) -> None:
    for step in ("facts", "load"):
        with pytest.raises(DataError) as caught:
            getattr(arrays(content=content, labels=["a", "b"]), step)()
        assert words.format(path=tmp_path / "a.npz") in str(caught.value)


def test_a_label_cannot_be_named_as_the_feature(arrays: Make) -> None:
    made = arrays(content={"x": X, "features": KINDS, "b": KINDS}, labels=["features", "b"])
    with pytest.raises(DataError, match=r"a label of .* is named 'features', as its feature is; rename the array"):
        made.facts()


@pytest.mark.parametrize(("make", "key", "what"), [("houses", "target", "targets"), ("arrays", "labels", "labels")])
@pytest.mark.parametrize("fields", [{"classes": ["old", "new"]}, {"positive": "old"}, {"limit_per_class": 5}])
def test_what_speaks_of_one_label_is_refused(
    request: pytest.FixtureRequest, make: str, key: str, what: str, fields: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as caught:
        request.getfixturevalue(make)(**{key: ["price", "style"]}, **fields)
    ((place, told),) = ((error["loc"], error["msg"]) for error in caught.value.errors())
    assert place == tuple(fields)
    assert told == f"with several {what}, `{place[0]}` is not clear: of which?"


@pytest.mark.parametrize(
    ("target", "places", "code", "rule"),
    [
        ([], [("target",)], "wrong-type", "a column's name, or a list of them"),
        (5, [("target",)], "wrong-type", "a column's name, or a list of them"),
        (["a", 5, None], [("target", 1), ("target", 2)], "wrong-type", "a column's name"),
        (["a", "b", "a"], [("target", 2)], "wrong-value", "a column's name that is not in the list yet"),
    ],
)
def test_a_target_is_a_name_or_different_ones(
    houses: Make, target: object, places: list[object], code: str, rule: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        houses(target=target)
    assert [error["loc"] for error in caught.value.errors()] == places
    assert {(error["type"], error["ctx"]["expected"]) for error in caught.value.errors()} == {(code, rule)}

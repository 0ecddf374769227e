"""Promises that every source keeps; the sources are found on the shelf."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from dlcli.ground.errors import DataError
from dlcli.parts import shelf
from dlcli.parts.facts import Facts
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Source

# What has to be downloaded has a test of its own, on files that stand in for it.
SOURCES = [word for word in shelf.words("sources") if word != "keras_dataset"]
UNREAD = ("hdf5", "parquet", "tfrecord")
CLASSIFIED = [word for word in SOURCES if "limit_per_class" in shelf.part("sources", word).model_fields]
Make = Callable[..., Source]


def known(facts: Facts) -> dict[str, object]:
    """Every fact that is certain, by its place."""
    found: dict[str, object] = {}
    for name, label in facts.labels.items():
        found |= {f"{name}.{key}": getattr(label, key) for key in ("kind", "classes", "names", "shape")}
    found |= {f"size.{split}": size for split, size in facts.sizes.items()}
    return {place: value for place, value in found.items() if value is not None}


@pytest.mark.parametrize("word", SOURCES)
def test_facts_are_those_of_the_loaded_source(word: str, source: Make) -> None:
    facts, loaded = source(word).facts(), source(word).load()
    # Only libraries that load NumPy look into these files.
    assert facts.features == ({} if word in UNREAD else loaded.facts.features)
    assert known(facts).items() <= known(loaded.facts).items()
    assert set(facts.sizes) == set(loaded.facts.sizes)
    assert facts.origin == loaded.facts.origin or word in UNREAD
    # An npz file's label values alone tell how many classes there are; the end of a text or a series, how many pieces.
    if word not in ("npz", "npy", "idx", *UNREAD, "text_file", "python_topics") and not source(word).in_time:
        assert facts == loaded.facts


@pytest.mark.parametrize("word", [word for word in SOURCES if word not in ("text_file", "python_topics")])
def test_columns_splits_and_labels_fit_together(word: str, source: Make) -> None:
    loaded = source(word).load()
    facts, values = loaded.facts, loaded.label_values["label"]
    rows = np.sort(np.concatenate(list(loaded.splits.values())))
    assert rows.tolist() == list(range(len(values)))
    assert {split: len(places) for split, places in loaded.splits.items()} == facts.sizes
    assert set(loaded.features) == set(facts.features)
    for name, column in loaded.features.items():
        assert len(column) == len(values)
        if isinstance(column, ArrayColumn):
            assert column.values.shape[1:] == facts.features[name].shape
            bounds = facts.features[name].value_range
            assert bounds is None or (column.values.min() >= bounds[0] and column.values.max() <= bounds[1])
    if facts.labels["label"].kind == "classes":
        assert sorted(set(values.tolist())) == list(range(facts.labels["label"].classes or 0))
        assert values.dtype == np.int32


@pytest.mark.parametrize("word", CLASSIFIED)
def test_classes_are_picked_ordered_and_limited(word: str, source: Make) -> None:
    every = source(word).load()
    names = every.facts.labels["label"].names or tuple("012")
    second, first = names[-1], names[0]
    picked = source(word, classes=[second, first], positive=second, limit_per_class=1)
    loaded = picked.load()
    label = loaded.facts.labels["label"]
    assert (label.kind, label.classes, label.names) == ("binary", 2, (first, second))
    train = loaded.splits["train"]
    assert sorted(loaded.label_values["label"][train].tolist()) == [0, 1]
    assert known(picked.facts()).items() <= known(loaded.facts).items()
    # The example that remains is the first of its class, with its own features.
    name = next(reversed(loaded.features))
    for number, chosen in enumerate((first, second)):
        row = int(np.flatnonzero(every.label_values["label"] == names.index(chosen))[0])
        mine = int(train[loaded.label_values["label"][train] == number][0])
        one, other = loaded.features[name], every.features[name]
        if isinstance(one, ArrayColumn) and isinstance(other, ArrayColumn):
            assert np.array_equal(one.values[mine], other.values[row])


def test_a_limit_leaves_the_test_split_whole(source: Make) -> None:
    sizes = source("animals", classes=["cat", "dog"], limit_per_class=20).load().facts.sizes
    assert sizes == {"train": 40, "test": 300}


@pytest.mark.parametrize("word", SOURCES)
def test_the_fingerprint_stays_while_the_data_does(word: str, source: Make) -> None:
    assert source(word).load().fingerprint == source(word).load().fingerprint


@pytest.mark.parametrize("word", ["csv", "npz", "image_folder", "text_file", "text_folder", "time_series"])
def test_a_missing_path_is_named(word: str, source: Make) -> None:
    fields = {"csv": {"target": "y"}, "time_series": {"target": "y", "window": 2}}.get(word, {})
    missing = source(word, path="/nowhere/at-all", **fields)
    for step in (missing.facts, missing.load):
        with pytest.raises(DataError, match="'/nowhere/at-all' does not exist"):
            step()


def test_facts_need_the_standard_library_alone(source: Make) -> None:
    made = [(word, source(word).model_dump(by_alias=True)) for word in SOURCES]
    script = (
        "import json, sys\n"
        "from dlcli.parts import shelf\n"
        "for word, fields in json.loads(sys.argv[1]):\n"
        "    fields.pop('type')\n"
        "    shelf.part('sources', word).model_validate(fields).facts()\n"
        "print(sorted({'numpy', 'sklearn', 'tensorflow', 'keras', 'scipy', 'PIL'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, json.dumps(made)], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", "[]\n")

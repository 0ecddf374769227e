"""Class folders below folders of splits, and texts in files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from dlcli.build.opened import DataFits, open_data
from dlcli.build.splits import split_rows
from dlcli.ground.errors import DataError
from dlcli.parts.sources._source import Source
from dlcli.recipe.check import check
from dlcli.recipe.split import Split
from dlcli.recipe.verdict import verdict

Make = Callable[..., Source]


def texts(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"text {name}", "utf-8")
    return root


SPLIT = (
    "train/neg/a.txt",
    "train/neg/b.txt",
    "train/pos/a.txt",
    "train/unsup/a.txt",
    "test/neg/a.txt",
    "test/pos/a.txt",
)


def test_folders_of_splits_are_the_splits(source: Make, tmp_path: Path) -> None:
    root = texts(tmp_path / "r", *SPLIT, "Valid/neg/a.txt", "Valid/pos/a.txt")
    made = source("text_folder", path=str(root), classes=["neg", "pos"], positive="pos", limit_per_class=1)
    loaded = made.load()
    assert made.facts().sizes == loaded.facts.sizes == {"train": 2, "validation": 2, "test": 2}
    column = loaded.features["text"]
    found = {name: column.fetch(tf.constant(rows)).numpy().tolist() for name, rows in loaded.splits.items()}
    assert found == {
        "train": [b"text train/neg/a.txt", b"text train/pos/a.txt"],
        "validation": [b"text Valid/neg/a.txt", b"text Valid/pos/a.txt"],
        "test": [b"text test/neg/a.txt", b"text test/pos/a.txt"],
    }
    np.testing.assert_array_equal(loaded.label_values["label"], [0, 1] * 3)
    for split in (Split(validation=0.1), Split(folds=2), Split(test=0.1)):
        with pytest.raises(DataError, match="split of its own"):
            split_rows(loaded, split, seed=0)
    assert set(split_rows(loaded, Split(), seed=0)) == {"train", "validation", "test"}


def test_a_validation_folder_is_watched(tmp_path: Path) -> None:
    texts(tmp_path / "r", *SPLIT, "val/neg/a.txt", "val/pos/a.txt")
    recipe = """
data: {source: {type: text_folder, path: r, classes: [neg, pos]}, transforms: [{type: text_vectorization, max_tokens: 9,
  output_sequence_length: 3}]}
layers: [{type: embedding, input_dim: 9, output_dim: 2}, flatten, {type: dense, units: 2, activation: softmax}]
regularization: {early_stopping: {monitor: val_accuracy}}
"""
    (tmp_path / "r.yaml").write_text(recipe, "utf-8")
    assert [each.message for each in verdict(tmp_path / "r.yaml").diagnostics] == []
    (tmp_path / "r.yaml").write_text(recipe.replace("data: {", "data: {split: {validation: 0.2}, "), "utf-8")
    (told,) = verdict(tmp_path / "r.yaml").diagnostics
    assert told.message == "text_folder brings 2 validation examples, data.split.validation asks for others"


def test_a_vocabulary_that_is_expected_is_compared(tmp_path: Path) -> None:
    texts(tmp_path / "r", *SPLIT)
    recipe = tmp_path / "r.yaml"
    recipe.write_text(
        """
data: {source: {type: text_folder, path: r, classes: [neg, pos]}, expect: {text.vocabulary: 6},
  transforms: [{type: text_vectorization, max_tokens: 9, output_sequence_length: 3}]}
layers: [{type: embedding, input_dim: "${data.text.vocabulary}", output_dim: 2}, flatten,
  {type: dense, units: 2, activation: softmax}]
""",
        "utf-8",
    )
    assert open_data(check(recipe)).checked.parameters() == 6 * 2 + 6 * 2 + 2
    with pytest.raises(DataFits, match=r"the recipe expects text.vocabulary to be 8, the data has 6"):
        open_data(check(recipe, ("data.expect={text.vocabulary: 8}",)))
    missing = verdict(recipe, ("data.source.path=gone",)).diagnostics
    assert [each.code for each in missing] == ["missing-data"]


def test_what_is_wrong_is_told(source: Make, tmp_path: Path) -> None:
    root = texts(tmp_path / "r", *SPLIT, "test/other/a.txt")
    with pytest.raises(DataError, match=r"class 'other' is in '.*/test' and not in '.*/train'"):
        source("text_folder", path=str(root)).load()
    root = texts(tmp_path / "s", *SPLIT)
    with pytest.raises(DataError, match=r"class 'unsup' has no folder in '.*/test'"):
        source("text_folder", path=str(root)).load()
    (root / "train/neg/b.txt").write_bytes(b"fine\n\xe9t\xe9")
    with pytest.raises(DataError, match=r"b.txt' is not UTF-8: byte 0xe9 in line 2"):
        source("text_folder", path=str(root), classes=["neg", "pos"]).load()


def test_a_mark_at_the_beginning_is_no_letter(source: Make) -> None:
    loaded = source("text_folder").load()
    assert loaded.features["text"].fetch(tf.constant([0])).numpy().tolist() == [b"the text of bad/a.txt"]
    assert loaded.features["text"].unreadable() is None

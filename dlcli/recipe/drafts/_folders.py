"""Drafts for folders of pictures and of texts, one folder a class."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from dlcli.parts.sources._class_folders import ClassFolders
from dlcli.parts.sources._picture_files import PictureHead, head_of
from dlcli.parts.sources.image_folder import ImageFolder
from dlcli.parts.sources.text_folder import TextFolder
from dlcli.recipe.drafts._draft import Draft, batch, ending, split, text
from dlcli.recipe.drafts._pictures import ending as pictures_ending
from dlcli.recipe.drafts._pictures import network

_MOVED = """\
regularization:
  augmentation:                 # in training alone: take out what would make another class of a picture
    - {type: random_flip, mode: horizontal}
    - {type: random_translation, height_factor: 0.1, width_factor: 0.1}
"""
_LOOKED_AT = 50
_SIZES = (28, 32, 48, 64, 96, 128)


def of_pictures(data: Path, path: str) -> Draft:
    """A convolutional network with pictures that are mirrored and moved a little while it learns."""
    heads = [head_of(Path(each)) for each in islice(_files(data), _LOOKED_AT)]
    grey = all(each.grey for each in heads)
    size = _size(heads)
    examples, own = _facts(ImageFolder(path=str(data)))
    body = f"""data:
  source: {{type: image_folder, path: {text(path)}{", channels: 1" if grey else ""}}}
{split(classes=True, examples=examples, own=own)}  transforms:
    - {{type: resizing, height: {size}, width: {size}}}
    - {{type: scale_to, range: [0, 1]}}
  batch_size: {batch(examples)}

{network(size)}  - {{type: dense, units: "${{data.classes}}", activation: softmax}}
{pictures_ending(classes=True, regularization=_MOVED)}"""
    return Draft(f"A small convolutional network that tells apart the pictures in {data.name}.", body)


def of_texts(data: Path, path: str) -> Draft:
    """The mean of learned word vectors, which takes seconds and is hard to beat on few texts."""
    examples, own = _facts(TextFolder(path=str(data)))
    body = f"""data:
  source: {{type: text_folder, path: {text(path)}}}
{split(classes=True, examples=examples, own=own)}  transforms:
    - {{type: text_vectorization, max_tokens: 10000, output_sequence_length: 300}}   # the first 300 words
  batch_size: {batch(examples)}

layers:
  - {{type: embedding, input_dim: "${{data.text.vocabulary}}", output_dim: 64, mask_zero: true}}
  - global_average_pooling1d    # for the order of the words: {{type: bidirectional, layer: {{type: lstm, units: 32}}}}
  - {{type: dropout, rate: 0.3}}
  - {{type: dense, units: "${{data.classes}}", activation: softmax}}
{ending(classes=True, epochs=60).replace("learning_rate: 0.001", "learning_rate: 0.005")}"""
    return Draft(f"A network that tells the classes of the texts in {data.name} by their words.", body)


def _facts(source: ClassFolders) -> tuple[int | None, tuple[str, ...]]:
    """The training examples, and the splits that the folders bring."""
    facts = source.facts()
    return facts.sizes["train"], tuple(facts.sizes)


def _files(folder: Path) -> list[str]:
    found = [
        os.path.join(root, name) for root, _, names in os.walk(folder) for name in names if not name.startswith(".")
    ]
    # Some of each class, whose folders lie one after the other.
    return sorted(found)[:: max(1, len(found) // _LOOKED_AT)]


def _size(heads: list[PictureHead]) -> int:
    """The nearest of a few sizes to the usual one; large pictures are made small, so that a CPU can learn them."""
    usual = sorted(max(each.width, each.height) for each in heads)[len(heads) // 2]
    return min(_SIZES, key=lambda size: abs(size - usual))

"""Drafts for arrays in an NPZ file."""

from __future__ import annotations

from pathlib import Path

from dlcli.ground.errors import UsageError
from dlcli.ground.files import open_regular
from dlcli.parts.sources import _npy
from dlcli.parts.sources.npz import Npz
from dlcli.recipe.drafts._draft import Draft, batch, ending, split, text
from dlcli.recipe.drafts._pictures import ending as pictures_ending
from dlcli.recipe.drafts._pictures import network


def of_npz(data: Path, path: str) -> Draft:
    """A network by the rank of the features: pictures are convolved, numbers go through dense layers."""
    with open_regular(data) as stream:
        keys = [key.removesuffix("_train") for key in _npy.members(stream, data) if not key.endswith("_test")]
    if len(keys) < 2:
        raise UsageError(
            "a file of features and labels has two arrays", where=str(data), help=f"it has {', '.join(keys)}"
        )
    features, labels = ("x", "y") if {"x", "y"} <= set(keys) else (keys[0], keys[1])
    facts = Npz(path=str(data), features=features, labels=labels).facts()
    (feature,) = facts.features.values()
    label, examples = facts.labels["label"], facts.sizes["train"]
    classes = label.kind != "number"
    named = "" if (features, labels) == ("x", "y") else f", features: {text(features)}, labels: {text(labels)}"
    last = '"${data.classes}", activation: softmax' if classes else str((label.shape or (1,))[0] or 1)
    transforms, layers = "    features: [normalization]\n", _dense(feature.shape or ())
    if feature.image:
        scale = "{type: scale_to, range: [0, 1]}" if feature.value_range else "normalization"
        height, width, _ = feature.shape or (0, 0, 0)
        transforms, layers = f"    image: [{scale}]\n", network(min(height or 1, width or 1))
    after = pictures_ending(classes=classes) if feature.image else ending(classes=classes, epochs=150)
    undone = "" if classes else "    label: [normalization]   # undone in what the network says\n"
    body = f"""data:
  source: {{type: npz, path: {text(path)}{named}}}
{split(classes=classes, examples=examples, own=tuple(facts.sizes))}  transforms:
{transforms}{undone}  batch_size: {batch(examples)}

{layers}  - {{type: dense, units: {last}}}
{after}"""
    return Draft(f"A network that tells {'classes' if classes else 'numbers'} of the arrays in {data.name}.", body)


def _dense(shape: tuple[int | None, ...]) -> str:
    flat = "  - flatten\n" if len(shape) > 1 else ""
    return f"""layers:
{flat}  - {{type: dense, units: 64, activation: relu}}
  - {{type: dropout, rate: 0.1}}
  - {{type: dense, units: 64, activation: relu}}
"""

"""Mixed examples are what the formulas say of two of the training split, and a pure function of (seed, epoch, row)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats

from dlcli.build.front import build_front
from dlcli.build.opened import open_data, pipeline_of
from dlcli.build.pipeline import Share
from dlcli.recipe.check import check

RECIPE = """
seed: 5
data: {{source: {{type: npz, path: data.npz}}, split: {{validation: 0.2}}, batch_size: {size}}}
layers: [flatten, {{type: dense, units: "${{data.classes}}", activation: softmax}}]
regularization: {{mixing: {mixing}}}
training: {{precision: float64}}
"""
COUNT, CLASSES = 60, 3
PICTURES = np.random.default_rng(1).uniform(0, 1, (COUNT, 9, 6, 1))
KINDS = np.arange(COUNT) % CLASSES


def pipeline(folder: Path, mixing: str, *, size: int = 7) -> Any:
    np.savez(folder / "data.npz", x=PICTURES, y=KINDS)
    path = folder / "recipe.yaml"
    path.write_text(RECIPE.format(size=size, mixing=mixing), "utf-8")
    opened = open_data(check(path))
    return pipeline_of(opened, build_front(opened.checked, {}))


def seen(batches: Any) -> tuple[np.ndarray, np.ndarray]:
    """The pictures and labels of some batches, one example after the other."""
    found = [(features.numpy(), labels["label"].numpy()) for features, labels in batches]
    return np.concatenate([each[0] for each in found]), np.concatenate([each[1] for each in found])


def epoch_of(made: Any, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    return seen(made.training(epoch * made.steps()).take(made.steps()))


def own_rows(made: Any, epoch: int) -> list[int]:
    return [row for step in range(made.steps()) for row in made.rows_of_update(epoch * made.steps() + step)]


def shares_and_partners(made: Any, mixing: str, *, epoch: int) -> tuple[np.ndarray, list[int]]:
    """The share of each example's own picture and its partner's row, found by trying every training example."""
    pictures, labels = epoch_of(made, epoch)
    shares, partners = [], []
    for picture, label, row in zip(pictures, labels, own_rows(made, epoch), strict=True):
        own, best = PICTURES[row], (np.inf, 0.0, -1)
        for other in made.splits["train"]:
            gap = own - PICTURES[other]
            if mixing == "mixup":
                share = 1.0 if other == row else float(((picture - PICTURES[other]) * gap).sum() / (gap**2).sum())
                miss = np.abs(share * own + (1 - share) * PICTURES[other] - picture).max()
            else:
                share = float(np.mean(picture == own))
                miss = np.abs(np.where(picture == own, own, PICTURES[other]) - picture).max()
            best = min(best, (miss, share, int(other)))
        miss, share, other = best
        assert miss < 1e-12
        wanted = share * np.eye(CLASSES)[KINDS[row]] + (1 - share) * np.eye(CLASSES)[KINDS[other]]
        np.testing.assert_allclose(label, wanted, atol=1e-6)
        shares.append(share)
        # Nothing can tell whose rectangle it is where there is none.
        partners += [other] if share < 1 - 1e-9 else []
    return np.array(shares), partners


@pytest.mark.parametrize("mixing", ["mixup", "cutmix"])
def test_examples_and_labels_are_mixed_by_one_share(mixing: str, tmp_path: Path) -> None:
    made = pipeline(tmp_path, f"{{type: {mixing}, alpha: 1}}")
    found = [shares_and_partners(made, mixing, epoch=epoch) for epoch in range(4)]
    shares, partners = np.concatenate([each[0] for each in found]), [row for each in found for row in each[1]]
    # 192 draws among the 48 examples that train: a share of 1/e⁴ of them comes never.
    assert set(partners) <= set(made.splits["train"].tolist())
    assert len(set(partners)) > 40
    # Even shares have 0.29; what stands out of a picture leaves smaller rectangles.
    assert shares.std() > 0.15
    assert not np.array_equal(found[0][0], found[1][0])


@pytest.mark.parametrize("alpha", [0.3, 1.0, 4.0])
def test_shares_are_those_of_a_beta_distribution(alpha: float, tmp_path: Path) -> None:
    made = pipeline(tmp_path, f"{{type: mixup, alpha: {alpha}}}", size=48)
    found = [shares_and_partners(made, "mixup", epoch=epoch)[0] for epoch in range(5)]
    shares = np.concatenate(found)
    assert scipy.stats.kstest(shares, scipy.stats.beta(alpha, alpha).cdf).pvalue > 0.01


def test_rectangles_have_the_roots_of_the_shares_as_sides(tmp_path: Path) -> None:
    made = pipeline(tmp_path, "{type: cutmix, alpha: 1}", size=48)
    for epoch in range(3):
        for picture, row in zip(epoch_of(made, epoch)[0], own_rows(made, epoch), strict=True):
            pasted = (picture != PICTURES[row])[..., 0]
            tall, wide = pasted.any(1), pasted.any(0)
            assert np.array_equal(pasted, tall[:, None] & wide[None])
            inside = not (tall[0] or tall[-1] or wide[0] or wide[-1])
            # Whole pixels: neither side is more than one off.
            assert not inside or abs(tall.sum() / 9 - wide.sum() / 6) < 1 / 9 + 1 / 6


@pytest.mark.parametrize("mixing", ["mixup", "cutmix"])
def test_same_examples_in_other_batches_on_replicas_and_resumed(mixing: str, tmp_path: Path) -> None:
    whole = epoch_of(pipeline(tmp_path, mixing, size=48), 1)
    made = pipeline(tmp_path, mixing, size=5)
    for one, other in zip(epoch_of(made, 1), whole, strict=True):
        assert np.array_equal(one, other)
    parts = list(made.training(made.steps(), Share(0, 2, 2)).take(2 * made.steps()))
    for step in range(made.steps()):
        for replica in range(2):
            features, labels = parts[2 * step + replica]
            place = slice(5 * step + replica, min(5 * step + 5, 48), 2)
            assert np.array_equal(features.numpy(), whole[0][place])
            assert np.array_equal(labels["label"].numpy(), whole[1][place])


def test_validation_is_not_mixed(tmp_path: Path) -> None:
    made = pipeline(tmp_path, "{type: mixup, alpha: 1}")
    pictures, labels = seen(made.in_order("validation"))
    assert np.array_equal(pictures, PICTURES[made.splits["validation"]])
    assert np.array_equal(labels, np.eye(CLASSES)[KINDS[made.splits["validation"]]])


@pytest.mark.parametrize("mixing", ["mixup", "cutmix"])
def test_alpha_and_seed_change_what_is_seen(mixing: str, tmp_path: Path) -> None:
    plain = epoch_of(pipeline(tmp_path, mixing), 0)[0]
    assert not np.array_equal(plain, epoch_of(pipeline(tmp_path, f"{{type: {mixing}, alpha: 0.7}}"), 0)[0])
    path = tmp_path / "recipe.yaml"
    path.write_text(path.read_text("utf-8").replace("seed: 5", "seed: 6"), "utf-8")
    opened = open_data(check(path))
    assert not np.array_equal(plain, epoch_of(pipeline_of(opened, build_front(opened.checked, {})), 0)[0])

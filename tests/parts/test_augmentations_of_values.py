"""What changes colours, sharpness and parts of pictures: its formula in NumPy, and Keras's own layer."""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.ndimage
import tensorflow as tf

from dlcli.parts.augmentations._augmentation import AugmentationProblem
from dlcli.parts.facts import Feature
from tests.parts.cases import read
from tests.parts.pictures import IMAGES, Given, augmented, drawn

Pixel = Callable[[float, float, float], tuple[float, float, float]]


def pixel_by_pixel(images: np.ndarray, change: Callable[[int], Pixel], low: float, high: float) -> np.ndarray:
    """Each picture with the (hue, saturation, value) of each pixel changed by its own function."""
    made = np.empty(images.shape)
    for at in np.ndindex(images.shape[:3]):
        hsv = colorsys.rgb_to_hsv(*((images[at].astype("float64") - low) / (high - low)))
        made[at] = np.array(colorsys.hsv_to_rgb(*change(at[0])(*hsv))) * (high - low) + low
    return made


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)])
def test_hue_and_saturation_are_those_of_the_formulas(low: float, high: float) -> None:
    images, feature = (low + (high - low) * IMAGES).astype("float32"), Feature((11, 8, 3), (low, high))
    images[0, :3] = low
    images[1, :3] = (low + high) / 2
    shares = np.array([0, 0.2, 0.4, 0.5, 0.55, 0.7, 0.9, 0.999, 1])
    with np.errstate(divide="ignore"):
        times = np.minimum(shares / (1 - shares), 1e7)
    made = augmented("random_saturation", {"factor": [0, 1]}, images, Given(shares), feature)
    wanted = pixel_by_pixel(images, lambda at: lambda h, s, v: (h, min(1, s * times[at]), v), low, high)
    np.testing.assert_allclose(made, wanted, atol=2e-6 * (high - low))
    sizes, ways = np.linspace(0, 0.8, 9), np.array([0, 0.2, 0.49, 0.5, 0.9, 0.1, 0.7, 0.3, 0.6])
    turns = np.where(ways < 0.5, -0.5, 0.5) * sizes
    made = augmented("random_hue", {"factor": 0.8}, images, Given(sizes, ways), feature)
    wanted = pixel_by_pixel(images, lambda at: lambda h, s, v: ((h + turns[at]) % 1, s, v), low, high)
    np.testing.assert_allclose(made, wanted, atol=4e-6 * (high - low))


def test_hue_and_saturation_are_those_of_keras() -> None:
    hue: Any = read("augmentations", "random_hue", {"factor": [0.1, 0.7], "value_range": [0, 1]}).build()
    made = hue.get_random_transformation(tf.constant(IMAGES), seed=3)
    turns = made["factor"].numpy()
    ours = augmented("random_hue", {"factor": [0.1, 0.7]}, IMAGES, Given(2 * abs(turns), turns > 0))
    np.testing.assert_allclose(ours, hue.transform_images(tf.constant(IMAGES), made), atol=4e-6)
    fields = {"factor": [0.2, 0.9], "value_range": [0, 1]}
    saturation: Any = read("augmentations", "random_saturation", fields).build()
    made = saturation.get_random_transformation(tf.constant(IMAGES), seed=3)
    times = made["factor"].numpy()
    ours = augmented("random_saturation", fields, IMAGES, Given(times / (1 + times)))
    np.testing.assert_allclose(ours, saturation.transform_images(tf.constant(IMAGES), made), atol=2e-6)


@pytest.mark.parametrize(("word", "fields"), [("random_saturation", {"factor": [0, 1]}), ("random_hue", {"factor": 1})])
@pytest.mark.parametrize(("channels", "words"), [(1, "one channel"), (4, "4 channels")])
def test_colours_need_three_channels(word: str, fields: dict[str, Any], channels: int, words: str) -> None:
    part: Any = read("augmentations", word, fields)
    with pytest.raises(AugmentationProblem, match=words):
        part.expect(Feature((4, 4, channels), (0.0, 1.0)))


@pytest.mark.parametrize("size", [3, 5, 9])
def test_blur_is_that_of_scipy_and_keras(size: int) -> None:
    tall, wide = np.linspace(0.1, 0.9, 9), np.linspace(0.8, 0.2, 9)
    fields = {"kernel_size": size, "sigma": [0.1, 0.9]}
    ours = augmented("random_gaussian_blur", fields, IMAGES, Given(np.zeros(9), tall, wide))
    layer: Any = read("augmentations", "random_gaussian_blur", fields).build()
    reach = size // 2
    inside = np.s_[reach : 11 - reach, reach : 8 - reach]
    for at in range(9):
        wanted = IMAGES[at].astype("float64")
        for axis, sigma in ((0, tall[at]), (1, wide[at])):
            bell = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
            wanted = scipy.ndimage.correlate1d(wanted, bell / bell.sum(), axis=axis, mode="reflect")
        np.testing.assert_allclose(ours[at], wanted, atol=2e-6)
        made = {"blur_factor": tf.constant([wide[at], tall[at]], tf.float32), "should_apply_blur": tf.constant([True])}
        theirs = layer.transform_images(tf.constant(IMAGES[at : at + 1]), made).numpy()
        np.testing.assert_allclose(ours[at][inside], theirs[0][inside], atol=2e-6)


@pytest.mark.parametrize(
    ("word", "fields"), [("random_gaussian_blur", {"sigma": [0.5, 1]}), ("random_erasing", {"scale": [0.3, 0.5]})]
)
def test_the_factor_is_the_share_of_pictures_that_are_changed(word: str, fields: dict[str, Any]) -> None:
    images = np.tile(IMAGES[:1], (400, 1, 1, 1))
    made = augmented(word, {**fields, "factor": 0.25}, images, drawn(range(400)))
    changed = (made != images).any(axis=(1, 2, 3)).sum()
    assert abs(changed - 100) < 5 * np.sqrt(400 * 0.25 * 0.75)
    assert (augmented(word, fields, images, drawn(range(400))) != images).any(axis=(1, 2, 3)).all()


def test_blur_that_reaches_beyond_the_mirrored_picture_is_refused() -> None:
    part: Any = read("augmentations", "random_gaussian_blur", {"kernel_size": 9})
    part.expect(Feature((4, 5, 1)))
    with pytest.raises(AugmentationProblem, match="more than pictures with 3 pixels") as caught:
        part.expect(Feature((5, 3, 1)))
    assert (caught.value.key, caught.value.label) == ("kernel_size", "write 7 or less")


def test_erasing_is_a_rectangle_inside_the_picture() -> None:
    tall, wide, down, right = np.random.default_rng(4).uniform(0, 1, (4, 9)).astype("float32")
    tall, wide = 0.05 + 0.5 * tall, 0.05 + 0.5 * wide
    draws = Given(np.zeros(9), tall, wide, down, right)
    made = augmented("random_erasing", {"scale": [0.05, 0.55], "fill_value": 0.25}, IMAGES, draws)
    for at in range(9):
        height, width = np.sqrt(tall[at]) * 11, np.sqrt(wide[at]) * 8
        top, left = down[at] * (11 - height), right[at] * (8 - width)
        rows = [row for row in range(11) if top <= row < top + height]
        columns = [column for column in range(8) if left <= column < left + width]
        wanted = IMAGES[at].copy()
        wanted[np.ix_(rows, columns)] = 0.25
        assert np.array_equal(made[at], wanted)


def test_what_is_erased_is_even_noise_of_the_range() -> None:
    feature = Feature((60, 60, 1), (-1.0, 3.0))
    images = np.full((20, 60, 60, 1), 9, "float32")
    made = augmented("random_erasing", {"scale": [0.5, 0.5]}, images, drawn(range(20)), feature)
    noise = made[made != 9]
    assert noise.size == pytest.approx(20 * 3600 / 2, rel=0.05)
    counts, _ = np.histogram(noise, bins=10, range=(-1, 3))
    assert counts.sum() == noise.size
    assert abs(counts / noise.size - 0.1).max() < 0.01


def test_a_padded_crop_is_a_piece_of_the_padded_picture() -> None:
    down, right = np.array([0, 1.5, 2, 3, 4.99, 0.2, 4, 2.7, 1]), np.array([4.5, 0, 2.2, 1, 0, 3.9, 4, 2, 1.1])
    made = augmented("random_padded_crop", {"padding": 2, "fill_value": 0.5}, IMAGES, Given(down, right))
    padded = np.pad(IMAGES, [(0, 0), (2, 2), (2, 2), (0, 0)], constant_values=0.5)
    for at in range(9):
        top, left = int(down[at]), int(right[at])
        assert np.array_equal(made[at], padded[at, top : top + 11, left : left + 8])


def test_every_place_of_a_padded_crop_is_as_likely() -> None:
    images = np.zeros((900, 5, 5, 1), "float32")
    images[:, 2, 2] = 1
    made = augmented("random_padded_crop", {"padding": 1}, images, drawn(range(900)), Feature((5, 5, 1)))
    counts = made.sum(axis=(0, 3))[1:4, 1:4]
    assert counts.sum() == 900
    assert abs(counts - 100).max() < 50


@pytest.mark.parametrize(
    ("word", "fields", "key"),
    [
        ("random_erasing", {"fill_value": 2}, "fill_value"),
        ("random_erasing", {"fill_value": 2, "value_range": [0, 1]}, "fill_value"),
        ("random_padded_crop", {"padding": 1, "fill_value": -1}, "fill_value"),
    ],
)
def test_what_is_filled_in_lies_in_the_range(word: str, fields: dict[str, Any], key: str) -> None:
    part: Any = read("augmentations", word, fields)
    with pytest.raises(AugmentationProblem, match="fills in") as caught:
        part.expect(Feature((5, 5, 1), (0.0, 1.0)))
    assert caught.value.key == key
    read("augmentations", "random_erasing", {"fill_value": 2}).expect(Feature((5, 5, 1)))  # type: ignore[attr-defined]


def test_each_picture_has_one_of_the_choices() -> None:
    images = np.full((400, 5, 5, 1), 0.5, "float32")
    white, black = ({"type": "random_brightness", "factor": [way, way]} for way in (1, -1))
    feature = Feature((5, 5, 1), (0.0, 1.0))
    for probabilities, wanted in ((None, (200, 0, 200)), ([0.5, 0.25], (100, 100, 200)), ([0, 1], (400, 0, 0))):
        fields = {"augmentations": [white, black], "probabilities": probabilities}
        made = augmented("random_choice", fields, images, drawn(range(400)), feature)
        counts = [(made == value).all(axis=(1, 2, 3)).sum() for value in (0, 0.5, 1)]
        assert sum(counts) == 400
        for count, want in zip(counts, wanted, strict=True):
            assert abs(count - want) <= 5 * np.sqrt(want * (400 - want) / 400)


def test_choices_draw_apart_and_from_the_choice() -> None:
    """Chosen for sure, each draws what no other one and not the choice itself draws."""
    images, noise = np.full((9, 5, 5, 1), 0.5, "float32"), {"type": "gaussian_noise", "stddev": 0.01}
    first, second = (
        augmented("random_choice", {"augmentations": [noise, noise], "probabilities": chances}, images, drawn(range(9)))
        for chances in ([1, 0], [0, 1])
    )
    plain = augmented("gaussian_noise", {"stddev": 0.01}, images, drawn(range(9)))
    for one, two in ((first, second), (first, plain), (second, plain)):
        assert not np.isclose(one, two, atol=1e-6).all(axis=(1, 2, 3)).any()


def test_a_choice_that_does_not_fit_is_refused_where_it_stands() -> None:
    inner = {"type": "random_choice", "augmentations": ["random_flip", {"type": "random_hue", "factor": 0.1}]}
    part: Any = read("augmentations", "random_choice", {"augmentations": ["random_flip", inner]})
    with pytest.raises(AugmentationProblem, match="3 channels") as caught:
        part.expect(Feature((5, 5, 1), (0.0, 1.0)))
    assert caught.value.path == ("augmentations", 1, "augmentations", 1)

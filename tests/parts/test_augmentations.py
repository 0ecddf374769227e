"""What augmentations make of pictures: Keras's own results for the same draws, alone as in a batch."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import scipy.ndimage
import tensorflow as tf

from dlcli.keras_objects.example_draws import threefry
from dlcli.parts.augmentations._augmentation import AugmentationProblem
from dlcli.parts.facts import Feature
from tests.parts.cases import all_words, changed, example, field_names, read
from tests.parts.pictures import IMAGES, Given, augmented, drawn

WORDS = [word for _, word in all_words("augmentations")]
RANGES = [(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)]


def test_threefry_gives_the_known_answers_of_its_authors() -> None:
    cases = [
        ((0, 0, 0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF,) * 4, (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344, 0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ]
    for given, expected in cases:
        assert tuple(int(word) for word in threefry(*(tf.constant(each, tf.uint32) for each in given))) == expected


def test_draws_are_uniform_and_differ_in_all_that_they_are_keyed_by() -> None:
    rows = range(20000)
    base = drawn(rows).uniform(0, -2.0, 2.0).numpy()
    assert base.min() >= -2
    assert base.max() < 2
    counts, _ = np.histogram(base, bins=20, range=(-2, 2))
    # 1000 in each bin, give or take the root of that.
    assert abs(counts - 1000).max() < 5 * np.sqrt(1000)
    others = [drawn(rows, seed=2), drawn(rows, epoch=1), drawn(rows, number=1), drawn(range(1, 20001))]
    for other in [drawn(rows).uniform(1, -2.0, 2.0), *(each.uniform(0, -2.0, 2.0) for each in others)]:
        assert abs(np.corrcoef(base, other.numpy())[0, 1]) < 5 / np.sqrt(20000)


def test_noise_is_normal() -> None:
    noise = drawn(range(50)).normal(tf.zeros((50, 20, 20, 1))).numpy()
    assert abs(noise.mean()) < 5 / np.sqrt(20000)
    assert noise.std() == pytest.approx(1, abs=0.03)
    assert abs(np.corrcoef(noise[0].ravel(), noise[1].ravel())[0, 1]) < 0.25


@pytest.mark.parametrize("word", WORDS)
def test_an_example_comes_out_the_same_whatever_else_is_in_its_batch(word: str) -> None:
    rows = [3, 141, 59, 2, 65, 35, 897, 93, 23]
    for fields in (example("augmentations", word), *(fields for _, fields in changed("augmentations", word, most=1))):
        for images in (IMAGES, IMAGES[..., :1], IMAGES[:, :7, :5]):
            feature = Feature(images.shape[1:], (0.0, 1.0), image=True)
            try:
                whole = augmented(word, fields, images, drawn(rows), feature)
            except AugmentationProblem:
                continue
            again = augmented(word, fields, images, drawn(rows), feature)
            assert np.array_equal(whole, again)
            for places in ([0], [8], [2, 5], [7, 1, 4], list(range(1, 9))):
                alone = augmented(word, fields, images[places], drawn([rows[at] for at in places]), feature)
                assert np.array_equal(alone, whole[places])


def test_no_last_bit_of_an_angle_depends_on_the_place_in_the_batch() -> None:
    """TensorFlow's cosine of a float32 does: a few at a time are computed in another way than what is left over."""
    images, rows = np.random.default_rng(2).uniform(0, 1, (6000, 5, 4, 1)).astype("float32"), np.arange(6000)
    feature = Feature((5, 4, 1), (0.0, 1.0), image=True)
    whole = augmented("random_rotation", {"factor": 0.5}, images, drawn(rows), feature)
    for start in range(0, 6000, 45):
        places = slice(start, start + 45)
        part = augmented("random_rotation", {"factor": 0.5}, images[places], drawn(rows[places]), feature)
        assert np.array_equal(part, whole[places])


@pytest.mark.parametrize("word", WORDS)
def test_shape_type_and_range_stay(word: str) -> None:
    for fields in (example("augmentations", word), *(fields for _, fields in changed("augmentations", word, most=3))):
        for low, high in RANGES:
            for dtype in ("float32", "float64"):
                images = (low + (high - low) * IMAGES).astype(dtype)
                try:
                    made = augmented(word, fields, images, drawn(range(9)), Feature((11, 8, 3), (low, high)))
                except AugmentationProblem:
                    continue
                assert made.shape == images.shape
                assert made.dtype == images.dtype
                assert made.min() >= low - 1e-6 * (high - low)
                assert made.max() <= high + 1e-6 * (high - low)


@pytest.mark.parametrize("word", WORDS)
def test_every_field_changes_the_pictures(word: str) -> None:
    # Its own range stands where the transforms leave none.
    feature = Feature((11, 8, 3))
    base = example("augmentations", word) | (
        {"value_range": [0, 1]} if "value_range" in field_names("augmentations", word) else {}
    )
    plain, effective = augmented(word, base, IMAGES, drawn(range(9)), feature), set()
    for name, fields in changed("augmentations", word, most=3):
        try:
            made = augmented(word, {**base, **fields}, IMAGES, drawn(range(9)), feature)
        except AugmentationProblem:
            continue
        if not np.array_equal(made, plain):
            effective.add(name)
    assert effective == set(field_names("augmentations", word).values())


@pytest.mark.parametrize("fill_mode", ["reflect", "wrap", "constant", "nearest"])
@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
def test_motions_are_those_of_keras(fill_mode: str, interpolation: str) -> None:
    how = {"fill_mode": fill_mode, "interpolation": interpolation}
    size = np.array([8, 11])
    for word, fields, numbers in (
        ("random_rotation", {"factor": [-0.3, 0.2]}, lambda made: [made["angle"] / 360]),
        (
            "random_translation",
            {"height_factor": 0.3, "width_factor": [-0.5, 0.1]},
            lambda made: list((made["translations"] / size).numpy().T[::-1]),
        ),
        ("random_zoom", {"height_factor": 0.4}, lambda made: [made["height_zoom"] - 1]),
        (
            "random_zoom",
            {"height_factor": 0.4, "width_factor": [-0.5, -0.2]},
            lambda made: [made["height_zoom"] - 1, made["width_zoom"] - 1],
        ),
    ):
        layer: Any = read("augmentations", word, {**fields, **how}).build()
        transformation = layer.get_random_transformation(tf.constant(IMAGES), seed=3)
        theirs = layer.transform_images(tf.constant(IMAGES), transformation).numpy()
        ours = augmented(word, {**fields, **how}, IMAGES, Given(*numbers(transformation)))
        if interpolation == "nearest":
            # A place right between two pixels may fall on either side.
            assert np.mean(ours == theirs) > 0.99
        else:
            np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_shear_is_that_of_scipy() -> None:
    across, down = np.random.default_rng(6).uniform(-0.4, 0.4, (2, 9)).astype("float32")
    fields = {"x_factor": 0.4, "y_factor": [-0.4, 0.4], "fill_mode": "nearest"}
    made = augmented("random_shear", fields, IMAGES, Given(across, down))
    for at in range(9):
        matrix, middle = np.array([[1, down[at]], [across[at], 1]]), np.array([5, 3.5])
        for channel in range(3):
            wanted = scipy.ndimage.affine_transform(
                IMAGES[at, ..., channel], matrix, middle - matrix @ middle, order=1, mode="nearest"
            )
            np.testing.assert_allclose(made[at, ..., channel], wanted, atol=2e-4)


def test_contrast_and_brightness_are_those_of_keras() -> None:
    contrast = keras.layers.RandomContrast((0.5, 0.7), value_range=(0, 1))
    made = contrast.get_random_transformation(tf.constant(IMAGES), seed=3)
    theirs = contrast.transform_images(tf.constant(IMAGES), made).numpy()
    ours = augmented("random_contrast", {"factor": [0.5, 0.7]}, IMAGES, Given(made["contrast_factor"]))
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    brightness = keras.layers.RandomBrightness(0.4, value_range=(0, 255))
    made = brightness.get_random_transformation(tf.constant(IMAGES), seed=3)
    theirs = brightness.transform_images(tf.constant(255 * IMAGES), made).numpy()
    feature = Feature((11, 8, 3), (0.0, 255.0), image=True)
    ours = augmented("random_brightness", {"factor": 0.4}, 255 * IMAGES, Given(made["rgb_delta"] / 255), feature)
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_one_number_lowers_the_contrast_as_well_as_it_makes_it_higher() -> None:
    made = augmented("random_contrast", {"factor": 0.3}, np.tile(IMAGES[:1], (64, 1, 1, 1)), drawn(range(64)))
    spread = made.std(axis=(1, 2, 3)) / IMAGES[0].std()
    assert spread.min() < 0.75
    assert spread.max() > 1.1


def test_a_quarter_of_a_turn_is_against_the_clock() -> None:
    square = IMAGES[:, :8]
    made = augmented("random_rotation", {"factor": [0.25, 0.25]}, square, drawn(range(9)))
    np.testing.assert_allclose(made, np.rot90(square, axes=(1, 2)), atol=1e-5)


def test_down_and_right_are_above_0() -> None:
    fields = {"height_factor": [0.25, 0.25], "width_factor": [0.5, 0.5], "fill_mode": "constant"}
    made = augmented("random_translation", fields, IMAGES[:, :8], drawn(range(9)))
    expected = np.zeros_like(IMAGES[:, :8])
    expected[:, 2:, 4:] = IMAGES[:, :6, :4]
    np.testing.assert_allclose(made, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("mode", "axes"),
    [
        ("horizontal", [(), (2,)]),
        ("vertical", [(), (1,)]),
        ("horizontal_and_vertical", [(), (1,), (2,), (1, 2)]),
    ],
)
def test_flips_are_even_and_each_direction_by_itself(mode: str, axes: list[tuple[int, ...]]) -> None:
    images = np.tile(IMAGES[:1], (400, 1, 1, 1))
    made = augmented("random_flip", {"mode": mode}, images, drawn(range(400)))
    counts = [sum(np.array_equal(each, np.flip(IMAGES[0], [at - 1 for at in axis])) for each in made) for axis in axes]
    assert sum(counts) == 400
    assert min(counts) > 400 / len(axes) - 5 * np.sqrt(400 / len(axes))


@pytest.mark.parametrize(
    ("word", "fields", "feature", "key", "words"),
    [
        ("random_flip", {}, Feature((4,)), "type", "has one axis"),
        ("random_flip", {}, Feature((), text=True), "type", "has text"),
        ("random_zoom", {"height_factor": 0.1}, Feature((4, 2)), "type", "has 2 axes"),
        ("random_contrast", {"factor": 0.1}, Feature((4, 4, 1)), "type", "range of the pictures"),
        (
            "random_brightness",
            {"factor": 0.1, "value_range": [0, 255]},
            Feature((4, 4, 1), (0.0, 1.0)),
            "value_range",
            "not that of the pictures, 0 to 1",
        ),
        (
            "random_rotation",
            {"factor": 0.1, "fill_mode": "constant"},
            Feature((4, 4, 1), (1.0, 2.0)),
            "fill_mode",
            "fills in 0",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    word: str, fields: dict[str, Any], feature: Feature, key: str, words: str
) -> None:
    part: Any = read("augmentations", word, fields)
    with pytest.raises(AugmentationProblem) as caught:
        part.expect(feature)
    assert caught.value.key == key
    assert words in caught.value.message


def test_pictures_of_unknown_shape_are_not_refused() -> None:
    for word in WORDS:
        part: Any = read("augmentations", word, example("augmentations", word))
        part.expect(Feature(None))
        part.expect(Feature((None, None, 3), (0.0, 255.0), image=True))

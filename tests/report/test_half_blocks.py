"""Pictures in a terminal: each pixel is the colour or the ground of half a character."""

from __future__ import annotations

import numpy as np
import pytest

from dlcli.report import half_blocks


def pixels(made: np.ndarray, width: int) -> np.ndarray:
    """The colours of the drawing, as numbers of shape (height, width, 3)."""
    rows = []
    for line in half_blocks.lines(made, width=width):
        assert set(line.plain) == {"▀"}
        assert len(line) <= width
        styles = [span.style for span in line.spans]
        rows += [[each.color.triplet for each in styles], [each.bgcolor.triplet for each in styles]]
    return np.array(rows)


def test_each_pixel_is_half_a_character() -> None:
    made = np.random.default_rng(0).random((2, 3, 4, 5, 3))
    drawn = pixels(made, 80)
    for row, column in np.ndindex(2, 3):
        found = drawn[row * 6 : row * 6 + 4, column * 6 : column * 6 + 5]
        np.testing.assert_array_equal(found, np.rint(255 * made[row, column]))


def test_where_not_all_fit_the_first_and_the_last_are_shown() -> None:
    made = np.zeros((1, 8, 4, 4, 1))
    made[0, -1] = 1.0
    drawn = pixels(made, 15)
    assert drawn.shape[1] == 15
    # Five of eight, each two pixels wide.
    assert not drawn[:2, :2].any()
    assert not drawn[:2, 9:11].any()
    assert (drawn[:2, 12:14] == 255).all()


@pytest.mark.parametrize("width", [20, 40, 77])
def test_a_narrow_terminal_gets_smaller_pictures(width: int) -> None:
    made = np.broadcast_to(np.linspace(0, 1, 28)[:, None, None], (5, 8, 28, 28, 1))
    drawn = pixels(made, width)
    factor = -(-28 // (width // 4 - 1))
    means = np.linspace(0, 1, 28)[: 28 // factor * factor].reshape(-1, factor).mean(axis=1)
    np.testing.assert_array_equal(drawn[: len(means), 0, 0], np.rint(255 * means))

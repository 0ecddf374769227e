"""Pictures in a terminal: two pixels a character, the upper one its colour, the lower one its ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlcli.report import console

if TYPE_CHECKING:
    import numpy as np
    from rich.text import Text

_MOST_ROWS, _COLUMNS_WANTED = 3, 4
_UPPER_HALF = "▀"


def show(made: np.ndarray) -> None:
    """Draws the first few of pictures of shape (rows, columns, height, width, channels), from 0 to 1, where it can.

    It needs a terminal with colours; on a narrow one pictures are made smaller, and fewer stand side by side.
    """
    screen = console.out()
    if screen.is_terminal and not screen.no_color:
        for line in lines(made, width=screen.width):
            screen.print(line, soft_wrap=True)


def lines(made: np.ndarray, *, width: int) -> list[Text]:
    """The lines of the drawing, no wider than `width` characters."""
    import numpy as np

    columns = min(made.shape[1], _COLUMNS_WANTED)
    factor = max(1, -(-made.shape[3] // max(1, width // columns - 1)))
    small = _smaller(made[:_MOST_ROWS], factor)
    fitting = min(small.shape[1], max(1, width // (small.shape[3] + 1)))
    # A way from one example to another is shown with both of its ends.
    shown = np.linspace(0, small.shape[1] - 1, fitting).round().astype(int)
    framed = np.pad(small[:, shown], [(0, 0), (0, 0), (0, 2), (0, 1), (0, 0)], constant_values=1.0)
    rows = np.concatenate(list(framed), axis=1)
    grid = np.concatenate(list(rows), axis=1)
    if len(grid) % 2:
        grid = np.pad(grid, [(0, 1), (0, 0), (0, 0)], constant_values=1.0)
    pixels = np.rint(255 * grid).astype(int)
    return [_line(pixels[at], pixels[at + 1]) for at in range(0, len(pixels), 2)]


def _smaller(made: np.ndarray, factor: int) -> np.ndarray:
    """Means of so many pixels each way, as colours."""
    import numpy as np

    colors = made if made.shape[-1] == 3 else np.repeat(made[..., :1], 3, axis=-1)
    rows, columns, height, width, _ = colors.shape
    height, width = height // factor, width // factor
    cut = colors[:, :, : height * factor, : width * factor]
    mean: np.ndarray = cut.reshape(rows, columns, height, factor, width, factor, 3).mean(axis=(3, 5))
    return mean


def _line(upper: np.ndarray, lower: np.ndarray) -> Text:
    from rich.style import Style
    from rich.text import Text

    line = Text()
    for above, below in zip(upper, lower, strict=True):
        colors = (f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in (above, below))
        line.append(_UPPER_HALF, Style(color=next(colors), bgcolor=next(colors)))
    return line

"""Pictures in files: matplotlib, which only the extra `plots` installs, and how a figure is written."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from dlcli.ground import atomic
from dlcli.ground.errors import UsageError
from dlcli.report import console


def expect_plots(path: Path) -> None:
    """Refuses a picture that could not be drawn, before anything is computed.

    Raises:
        UsageError: no PNG or SVG, or the extra is missing.
    """
    if path.suffix.lower() not in (".png", ".svg"):
        raise UsageError("the drawing is a PNG or an SVG", where=str(path), help="give a name that ends in .png")
    try:
        import matplotlib as mpl
    except ImportError:
        message = "drawing needs matplotlib, which is not installed"
        raise UsageError(message, where="--plot", help="pip install 'dlcli[plots]'") from None
    mpl.use("Agg")


def write(figure: Any, path: Path, *, dpi: float = 150) -> None:
    """Writes a figure whole or not at all, closes it and says where it is."""
    import matplotlib.pyplot as plt

    picture = BytesIO()
    figure.savefig(picture, format=path.suffix.lower()[1:], dpi=dpi)
    plt.close(figure)
    atomic.write_bytes(path, picture.getvalue())
    console.write(sys.stderr, f"drawn: {path}\n")

"""What Keras downloads, on a machine that cannot: which file from where belongs where."""

from __future__ import annotations

import os


def where_to_put(error: Exception, folder: str, name: str | None = None) -> str | None:
    """What to do by hand, from what Keras says of a download that failed.

    `folder` is one of its cache, `name` what the file is called there, where that is not its own name.
    """
    address = next((part.rstrip(":.,") for part in str(error).split() if part.startswith("https://")), "")
    if not address:
        return None
    there = f"{os.environ.get('KERAS_HOME', '~/.keras')}/{folder}"
    return f"put {address.rpartition('/')[2]} from {address} into {there}{f' as {name}' if name else ''}"

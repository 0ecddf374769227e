"""How messages call what they speak of: a place by its key, one word of a kind, an owner of keys."""

from __future__ import annotations


def subject(where: tuple[str | int, ...]) -> str:
    """What a message calls a place: its key, and for an item of a list the list's key."""
    keys = [step for step in where if isinstance(step, str)]
    if not keys:
        return "the recipe"
    if not isinstance(where[-1], int):
        return keys[-1]
    of_rows = keys[-1] in ("layers", "main", "shortcut") or (where[0] == "networks" and len(where) == 3)
    return f"a row of {keys[-1]}" if of_rows else f"an item of {keys[-1]}"


def one_of(kind: str) -> str:
    """One of a kind: `losses` are many of a `loss`."""
    return {"losses": "loss", "strategies": "strategy"}.get(kind, kind.removesuffix("s"))


def owner_in_words(owner: str) -> str:
    """The recipe with its article, a word or a section by its name."""
    return "a recipe" if owner == "recipe" else owner

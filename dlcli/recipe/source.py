"""YAML text -> nodes with file, line and column: YAML 1.2 values, no tags, no duplicate keys, no code.

Example:
    >>> node = parse("optimizer: {type: adam, learning_rate: 1e-3}", "recipe.yaml")
    >>> plain(node)
    {'optimizer': {'type': 'adam', 'learning_rate': 0.001}}
    >>> place_of(node, ("optimizer", "learning_rate")).column
    40
"""

from __future__ import annotations

import re
from pathlib import Path

from dlcli.ground.errors import UsageError
from dlcli.ground.files import read_bytes
from dlcli.recipe.collector import StopReading
from dlcli.recipe.composer import Composer
from dlcli.recipe.diagnostics import Diagnostic, RecipeError
from dlcli.recipe.events import Failure
from dlcli.recipe.flow_errors import unquoted_hole
from dlcli.recipe.nodes import Entry, Mapping, Node, Scalar, Sequence, at, place_of, plain
from dlcli.recipe.text import MAXIMUM_BYTES, RecipeText, recipe_text
from dlcli.recipe.yaml_errors import diagnosed

__all__ = ["Entry", "Mapping", "Node", "Scalar", "Sequence", "at", "parse", "place_of", "plain", "read"]

_HOLE = re.compile(r"\$\{([^{},\n\r\"']*)\}")
_OPEN_HOLE = re.compile(r"\$\{([\w.:-]*)(?=[,\s\]])")


def parse(text: bytes | str, name: str, *, before: str = "") -> Node:
    """Return the tree of a YAML value; an empty text is the value None.

    Args:
        text: at most 1 MiB, UTF-8.
        name: how the text is called in diagnostics.
        before: what stands in front of it on its first line, where it is cut from a longer one.

    Raises:
        RecipeError: with every mistake that could be found.
    """
    located = recipe_text(text, name, before=before)
    return _composed(located) or Scalar(None, located.place(0, 0), quoted=False)


def read(path: Path, *, name: str | None = None) -> Mapping:
    """Return the mapping that a recipe file holds; `name` is how it is called in diagnostics, if not by its path.

    Raises:
        UsageError: the file is missing, is no plain file or has more than 1 MiB.
        RecipeError: with every mistake that could be found.
    """
    located = recipe_text(read_bytes(path, limit=MAXIMUM_BYTES, error=UsageError), name or str(path))
    node = _composed(located)
    way_out = "`dlcli new` writes a recipe to start from"
    if node is None or (isinstance(node, Scalar) and node.value is None):
        raise RecipeError([Diagnostic("empty-recipe", "the recipe is empty", located.place(0, 0), help=way_out)])
    if not isinstance(node, Mapping):
        is_list = isinstance(node, Sequence)
        message = f"a recipe is a mapping of sections, this is {'a list' if is_list else 'one value'}"
        dashes = ", without dashes before them" if is_list else ""
        help_text = f"write sections{dashes}: data, layers, loss, optimizer, training"
        raise RecipeError([Diagnostic("not-a-mapping", message, node.place, help=help_text)])
    return node


def _composed(text: RecipeText) -> Node | None:
    composer = Composer(text)
    try:
        node, failure = _document(composer)
        if failure is not None and unquoted_hole(failure, text):
            # The brace in `{units: ${width}}` ends the value. Reading again without such braces finds all holes.
            composer = Composer(text, masked=_OPEN_HOLE.sub(r"$_\1", _HOLE.sub(r"$_\1_", text.text)))
            node, failure = _document(composer)
    except StopReading:
        raise RecipeError(composer.diagnostics) from None
    mistakes = [*composer.diagnostics, *([diagnosed(failure, text)] if failure else [])]
    if mistakes:
        raise RecipeError(mistakes)
    return node


def _document(composer: Composer) -> tuple[Node | None, Failure | None]:
    try:
        return composer.document(), None
    except Failure as failure:
        return None, failure

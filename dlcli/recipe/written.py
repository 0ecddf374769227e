"""A Recipe -> YAML text that reads back as the same recipe."""

from __future__ import annotations

import math
import re
from typing import Any

import yaml

from dlcli.recipe.model import Recipe

_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_ ./-]*[A-Za-z0-9_/]|[A-Za-z]")
_NOT_TEXT = frozenset({"null", "true", "false"})


class _Dumper(yaml.SafeDumper):
    """Quotes every text that YAML 1.2 could take for something else, and never writes an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


def _short_list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    flat = not any(isinstance(item, dict | list) for item in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=flat)


class _OneLine(_Dumper):
    """Writes every list and mapping in brackets and braces."""


_OneLine.add_representer(str, _text)
_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _short_list)


def as_yaml(recipe: Recipe) -> str:
    """The recipe with every default; a part that says nothing but its type stands as its bare word."""
    return yaml_of(as_plain(recipe))


def yaml_of(value: Any) -> str:
    """Mappings, lists and values as YAML, a key or a row a line."""
    return yaml.dump(_shortened(value), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def in_one_line(value: Any) -> str:
    """Mappings, lists and values as YAML in braces and brackets: `{type: dropout, rate: 0.5}`."""
    text = yaml.dump(
        _shortened(value), Dumper=_OneLine, sort_keys=False, allow_unicode=True, width=math.inf, default_flow_style=True
    )
    return text.removesuffix("\n").removesuffix("\n...")


def as_plain(recipe: Recipe) -> dict[str, Any]:
    """The recipe as mappings, lists and values, with every default."""
    return recipe.model_dump(mode="json", by_alias=True, exclude_none=True)


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return value["type"] if list(value) == ["type"] else {key: _shortened(item) for key, item in value.items()}
    return [_shortened(item) for item in value] if isinstance(value, list) else value

"""One label or several: the field that names them, what they are called, and what speaks of one alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from dlcli.parts.part import problem
from dlcli.parts.sources._classes import raise_at

if TYPE_CHECKING:
    from dlcli.parts.sources._classes import Classified

Names = str | tuple[str, ...]
_OF_ONE_LABEL = ("classes", "positive", "limit_per_class", "separator")


@dataclass(frozen=True)
class OneOrSeveral:
    """Marks a name, or a list of different ones; a list of one is that one."""

    what: str
    """What a name stands for: `a column's name`."""

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: Any) -> Names:
        """The name, or a tuple of at least two.

        Raises:
            PydanticCustomError: anything else, with the rule in words.
            ValidationError: a list with a wrong or a repeated item, at its place in the list.
        """
        if isinstance(value, str):
            return value
        if not isinstance(value, list | tuple) or not value:
            raise problem("wrong-type", "", expected=self.rule(), value=value)
        raise_at(
            (at, problem("wrong-type", "", expected=self.what, value=name))
            for at, name in enumerate(value)
            if not isinstance(name, str)
        )
        raise_at(
            (at, problem("wrong-value", "", expected=f"{self.what} that is not in the list yet", value=name))
            for at, name in enumerate(value)
            if name in value[:at]
        )
        return value[0] if len(value) == 1 else tuple(value)

    def rule(self) -> str:
        """The rule in words."""
        return f"{self.what}, or a list of them"


def by_label(names: Names) -> dict[str, str]:
    """The column or array of each label: a single one is called `label`, several have their own names."""
    return {"label": names} if isinstance(names, str) else {name: name for name in names}


def refuse_fields_of_one_label(source: Classified, names: Names, *, what: str) -> None:
    """Refuses fields that speak of the classes of one label where there are several.

    Raises:
        ValidationError: at each such field.
    """
    given = (
        [] if isinstance(names, str) else [name for name in _OF_ONE_LABEL if getattr(source, name, None) is not None]
    )
    raise_at(
        (
            name,
            problem("several-targets", f"with several {what}, `{name}` is not clear: of which?", help="leave it out"),
        )
        for name in given
    )

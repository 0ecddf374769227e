"""The JSON Schema of recipes as they are written, for editors: completion, hover texts and early mistakes.

It knows the shape of a recipe, not its sense: whatever `dlcli validate` accepts it accepts, not the other way round.
"""

from __future__ import annotations

import json

from dlcli.parts.layers._layer import Layer
from dlcli.recipe.model import Recipe
from dlcli.recipe.schema_models import ROW, USE_ROW, Definitions
from dlcli.recipe.schema_needs import needs
from dlcli.recipe.schema_specs import ref
from dlcli.recipe.schema_values import HOLE, JsonSchema, either, or_hole

COMMAND = "dlcli schema > schemas/recipe.schema.json"
_BESIDE_SECTIONS = ("name", "description", "seed")
"""What a fragment may say of itself; every other section makes a recipe of it."""


def schema_text() -> str:
    """The schema as a file holds it."""
    return json.dumps(recipe_schema(), indent=1, ensure_ascii=False) + "\n"


def recipe_schema() -> JsonSchema:
    """The schema of a whole recipe, of one that extends others, and of a fragment that others extend."""
    definitions = Definitions()
    sections = definitions.properties(Recipe, "section")
    rows = ref("rows")
    for key, schema in sections.items():
        schema["title"] = key
    definitions.made["rows"] = or_hole({"type": "array", "items": or_hole(ref(ROW))})
    either_form: JsonSchema = {"anyOf": [{"required": ["layers"]}, {"required": ["networks"]}]}
    asked = {"allOf": [needs(Recipe, definitions), either_form]}
    definitions.made["hole"] = HOLE
    definitions.made[USE_ROW] = _use_row(definitions)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "dlcli recipe",
        "description": "A network, its data, loss and optimizer. `dlcli train RECIPE` trains it.",
        "type": "object",
        "properties": {**sections, **_composition(rows, list(sections))},
        "additionalProperties": False,
        "if": {"anyOf": [{"required": ["extends"]}, _fragment(list(sections))]},
        "else": asked,
        "definitions": dict(sorted(definitions.made.items())),
    }


def _fragment(sections: list[str]) -> JsonSchema:
    """A file with `blocks` or `vars` and no section."""
    own = [{"required": [key]} for key in sections if key not in _BESIDE_SECTIONS]
    return {"anyOf": [{"required": ["blocks"]}, {"required": ["vars"]}], "not": {"anyOf": own}}


def _composition(rows: JsonSchema, sections: list[str]) -> dict[str, JsonSchema]:
    """The keys that are applied, and gone, before the sections are read."""
    block = {
        "type": "object",
        "properties": {
            "layers": {"description": "The rows; each hole in them is an argument of the block.", **rows},
            "defaults": {"description": "Values for holes that `with` does not give.", "type": "object"},
        },
        "required": ["layers"],
        "additionalProperties": False,
    }
    path: JsonSchema = {"type": "string"}
    first = "|".join([*sections, "vars", "blocks"])
    return {
        "extends": {
            "title": "extends",
            "description": "A recipe to start from, or a list of them, relative to this file. Later ones win.",
            **either(path, {"type": "array", "items": path}),
        },
        "changes": {
            "title": "changes",
            "description": "Edits of what was inherited, by path: {layers.2.filters: 32, layers.6: null}. "
            "A row is named by its number, from 0, or by its name; null takes away.",
            "type": "object",
            "propertyNames": {
                "pattern": rf"^({first})(\..+)?$",
                "patternErrorMessage": "A path begins with a section: optimizer.learning_rate, layers.2.filters",
            },
        },
        "vars": {
            "title": "vars",
            "description": 'Named values, used as "${name}" in quotes.',
            "type": "object",
        },
        "blocks": {
            "title": "blocks",
            "description": "Lists of rows to be used again and again: {use: NAME, with: {HOLE: VALUE}, repeat: 3}.",
            "type": "object",
            "additionalProperties": block,
        },
    }


def _use_row(definitions: Definitions) -> JsonSchema:
    """A row that stands for the rows of a block."""
    own = definitions.properties(Layer, "row")
    repeat = or_hole({"type": "integer", "minimum": 0})
    return {
        "title": "use",
        "description": "The rows of a block stand here.",
        "type": "object",
        "properties": {
            "use": {"title": "use", "description": "The block's name.", "type": "string"},
            "with": {"title": "use.with", "description": "What stands in the block's holes.", "type": "object"},
            "repeat": {"title": "use.repeat", "description": "How many copies, one after another.", **repeat},
            "name": {**own["name"], "title": "use.name", "description": "Names the last copy's output."},
            "from": {**own["from"], "title": "use.from", "description": "Where the first copy's input comes from."},
        },
        "required": ["use"],
        "additionalProperties": False,
    }

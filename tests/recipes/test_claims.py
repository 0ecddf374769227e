"""Every shipped recipe trains to the figure that its head claims."""

from __future__ import annotations

import json
import operator

import pytest

from dlcli.recipe.check import check
from dlcli.recipe.templates import Template, templates
from tests.recipes.conftest import CHEAPEST, TrainRecipe

COMPARED = {">=": operator.ge, "<=": operator.le}


def _case(template: Template) -> object:
    marks = [] if template.name == CHEAPEST else [pytest.mark.slow]
    return pytest.param(template, id=template.name, marks=marks)


COUNTED = [each for each in templates() if "parameters" in each.holds]
TRAINED = [each for each in templates() if "parameters" not in each.holds]


@pytest.mark.parametrize("template", COUNTED, ids=[each.name for each in COUNTED])
def test_recipe_has_its_published_number_of_parameters(template: Template) -> None:
    what, _, number = template.holds.rpartition(" = ")
    assert check(template.path).parameters(trainable_only=what.startswith("trainable")) == int(number)


@pytest.mark.parametrize("template", [_case(each) for each in TRAINED])
def test_recipe_holds_its_figure(template: Template, train_recipe: TrainRecipe) -> None:
    metric, sign, bound = template.holds.split()
    evaluation = json.loads(train_recipe(template.name).evaluation.read_bytes())
    assert evaluation["split"] == "test"
    figures = {"loss": evaluation["loss"], **evaluation["metrics"]}
    assert COMPARED[sign](figures[metric], float(bound)), figures

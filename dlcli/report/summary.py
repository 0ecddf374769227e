"""A recipe's network: layers, shapes, parameters, memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dlcli.report import console, header, wording
from dlcli.report.layers import layer_sizes, layers_table, parameters, parameters_line

if TYPE_CHECKING:
    from rich.text import Text

    from dlcli.recipe.check import Checked


def show(checked: Checked) -> None:
    """Prints the network as a table."""
    screen = console.out()
    for line in lines(checked, width=screen.width):
        screen.print(line, soft_wrap=True)


def show_json(checked: Checked) -> None:
    """Prints the network as JSON; an unknown size is null."""
    sized = checked.graph
    found = {
        "parameters": parameters(sized),
        "trainable_parameters": parameters(sized, trainable_only=True),
        "layers": [
            {
                "name": each.step.path,
                "type": each.step.layer.word,
                "output_shape": None if each.output_shape is None else list(each.output_shape),
                "parameters": each.parameters,
            }
            for each in layer_sizes(sized)
        ],
    }
    console.line(json.dumps(found, indent=2, ensure_ascii=False))


def lines(checked: Checked, *, width: int) -> list[Text]:
    """The network as lines."""
    from rich.text import Text

    found = [Text(checked.recipe.name or "", "bold"), *layers_table(checked.graph, width=width)]
    layers = wording.counted(len(checked.graph.graph.steps()), "layer")
    total = f"{layers}; parameters: {parameters_line(checked.graph)}"
    labels = checked.facts.labels.items()
    aims = [f"label: {header.label_text(name, label, room=width - 9)}" for name, label in labels]
    return [*found, Text(), *(Text(f"  {each}") for each in (total, *aims))]

"""A recipe's network: layers, shapes, parameters, memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dlcli.parts.objectives._objective import SINGLE
from dlcli.parts.sizes import summed
from dlcli.recipe.memory import about, estimate
from dlcli.report import console, header, wording
from dlcli.report.layers import layer_sizes, network_tables, parameters_line

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
    needed = estimate(checked.recipe, checked.networks.values())
    found = {
        "parameters": checked.parameters() if checked.known() else None,
        "trainable_parameters": checked.parameters(trainable_only=True) if checked.known() else None,
        "multiply_adds": multiply_adds(checked),
        "memory": {"weights": needed.weights, "each_example": needed.outputs} if checked.known() else None,
        "layers": [
            {
                "name": each.step.path if name == SINGLE else f"{name}.{each.step.path}",
                "type": each.step.layer.word,
                "output_shape": None if each.output_shape is None else list(each.output_shape),
                "parameters": each.parameters,
                "multiply_adds": each.multiply_adds,
            }
            for name, sized in checked.networks.items()
            for each in layer_sizes(sized)
        ],
    }
    console.line(json.dumps(found, indent=2, ensure_ascii=False))


def multiply_adds(checked: Checked) -> int | None:
    """Those of all networks for an example; None where a size is unknown."""
    sizes = [each for sized in checked.networks.values() for each in layer_sizes(sized)]
    return summed(each.multiply_adds for each in sizes) if checked.known() else None


def memory(checked: Checked) -> list[str]:
    """What a training takes, about, where the size of a batch is known."""
    batch, networks = checked.recipe.data.batch_size, list(checked.networks.values())
    if not checked.known() or not isinstance(batch, int):
        return []
    needed = estimate(checked.recipe, networks)
    parts = f"weights, gradients and optimizer {wording.memory(needed.weights)}"
    each = f"outputs {batch} × {wording.memory(needed.outputs)}"
    return [f"memory in training: about {wording.memory(about(checked.recipe, networks, batch))} ({parts}; {each})"]


def lines(checked: Checked, *, width: int) -> list[Text]:
    """The network as lines."""
    from rich.text import Text

    found = [Text(checked.recipe.name or "", "bold"), *network_tables(checked.networks, width=width, costs=True)]
    layers = wording.counted(sum(len(each.graph.steps()) for each in checked.networks.values()), "layer")
    total = f"{layers}; parameters: {parameters_line(checked)}; multiply-adds: {wording.amount(multiply_adds(checked))}"
    labels = header.aims(checked).items()
    aims = [f"label: {header.label_text(name, label, room=width - 9)}" for name, label in labels]
    return [*found, Text(), *(Text(f"  {each}") for each in (total, *memory(checked), *aims))]

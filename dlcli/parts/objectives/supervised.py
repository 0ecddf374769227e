"""Learning from examples with labels."""

from __future__ import annotations

from typing import Any

from dlcli.parts.objectives._objective import SINGLE, Objective


class Supervised(Objective):
    """The network's output is compared with the label by the loss.

    Example:
        type: supervised
    """

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.supervised import SupervisedStep, answer_of

        weights = more["class_weights"]
        answers = {head.label: answer_of(head.loss, weights.get(head.label)) for head in more["heads"]}
        return SupervisedStep(network=more["networks"][SINGLE], answers=answers, mixed=more["mixed"], undo=more["undo"])

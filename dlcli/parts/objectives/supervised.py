"""Learning from examples with labels."""

from __future__ import annotations

from typing import Any

from dlcli.parts.objectives._objective import Objective


class Supervised(Objective):
    """The network's output is compared with the label by the loss.

    Example:
        type: supervised
    """

    def build(self, **more: Any) -> Any:
        from dlcli.keras_objects.supervised import Answer, SupervisedStep

        answers = {
            head.label: Answer(
                loss=head.loss.build(),
                share=head.loss.weight,
                form=head.loss.takes,
                from_logits=bool(getattr(head.loss, "from_logits", False)),
            )
            for head in more["heads"]
        }
        return SupervisedStep(network=more["network"], answers=answers)

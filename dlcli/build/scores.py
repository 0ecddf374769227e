"""The figures of a recipe as live objects: metrics, and a loss for each output where there are several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlcli.recipe.heads import Head

if TYPE_CHECKING:
    from dlcli.keras_objects.outcome import Outcome


@dataclass(frozen=True)
class Score:
    """A Keras metric and the output that it looks at."""

    output: str
    metric: Any
    of_losses: bool = False
    """Whether it is the mean of the losses themselves."""
    one_hot: bool = False
    """Whether it reads class numbers as rows of 0 and 1."""

    @property
    def name(self) -> str:
        """Its name in the log."""
        return str(self.metric.name)

    @property
    def sized(self) -> bool:
        """Whether it has all its variables already; some metrics of Keras make them when they see the first batch."""
        return bool(getattr(self.metric, "_built", True))

    @property
    def variables(self) -> list[Any]:
        """What has to be saved."""
        return list(self.metric.variables)

    def update(self, outcomes: Mapping[str, Outcome]) -> None:
        """Takes a batch into account, where this phase gives the output."""
        outcome = outcomes.get(self.output)
        if outcome is None:
            return
        if self.of_losses:
            # Divided by the number of losses, as their sum is: the figures of several outputs add up to the loss.
            self.metric.update_state(outcome.losses * outcome.weights)
            return
        labels = outcome.labels
        if self.one_hot:
            import tensorflow as tf

            labels = tf.one_hot(labels, tf.shape(outcome.predictions)[-1])
        self.metric.update_state(labels, outcome.predictions)

    def reset(self) -> None:
        """Begins to count again."""
        self.metric.reset_state()

    def result(self) -> float:
        """The figure so far."""
        return float(self.metric.result())


def build_scores(heads: Sequence[Head], reports: Sequence[str] = ()) -> list[Score]:
    """Every figure of every output, and what the objective reports beside them: of the output, and of its own."""
    import keras

    of_heads = [head.label for head in heads] if reports else []
    outputs = (*of_heads, *reports[len(of_heads) :])
    scores = [
        Score(output, keras.metrics.Mean(name=name), of_losses=True)
        for name, output in zip(reports, outputs, strict=True)
    ]
    for head in heads:
        if not head.alone:
            scores.append(Score(head.label, keras.metrics.Mean(name=f"{head.label}_loss"), of_losses=True))
        for metric in head.metrics:
            named = metric.model_copy(update={"name": head.figure(metric)})
            one_hot = head.form == "index" and "index" not in metric.takes
            form = "one_hot" if one_hot else head.form
            scores.append(Score(head.label, named.build_for(form, boundary=head.loss.boundary), one_hot=one_hot))
    return scores

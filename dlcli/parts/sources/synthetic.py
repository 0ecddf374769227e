"""Examples made by a rule: as many as are asked for, the same for one seed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.ground import digests
from dlcli.parts.facts import Facts
from dlcli.parts.fields import Count, CountFromZero, NotNegative, Whole
from dlcli.parts.part import problem
from dlcli.parts.sources._arrays import splits
from dlcli.parts.sources._columns import ArrayColumn
from dlcli.parts.sources._source import Loaded, Source
from dlcli.parts.sources._tasks import TASKS, Settings

TaskName = Literal[
    "adding", "addition", "blobs", "copy", "dates", "gaussian", "moons", "order", "reverse", "sine", "spirals", "xor"
]


class Synthetic(Source):
    """Examples of a task, each a pure function of (seed, its number): the first are the same, however many there are.

    gaussian: numbers around `mean`, without a label. blobs, moons, spirals, xor: points of two numbers in `classes`
    clouds, half moons, arms or corners. sine: y = sin(x), x from -π to π. `noise` is the deviation of what is added.
    adding: `length` pairs of a number from 0 to 1 and a mark, two marks in all; the label is the sum of the two marked
    numbers (Hochreiter and Schmidhuber, 1997). copy: `symbols` of eight to be given again after `length` blanks, as
    the class of each step. order: sentences of a cat and a dog, of which the label names the one who chases the other.
    addition: two numbers of up to `digits` digits as text, and their sum. reverse: a word of up to `length` letters,
    and the same from its end. dates: a date as people write it, and as 2026-11-29.

    Example:
        type: synthetic
        task: adding
        examples: 2000
        length: 20
    """

    task: TaskName
    """The rule by which they are made."""
    examples: Count
    """How many there are."""
    seed: CountFromZero = 0
    """From where they are drawn."""
    length: Count | None = None
    """How many steps, blanks or letters an example has. Default: 20 for adding and copy, 8 for reverse."""
    symbols: Count | None = None
    """How many symbols copy gives again. Default: 5."""
    digits: Count | None = None
    """How many digits each number of addition has at most. Default: 3."""
    classes: Annotated[int, Whole(2)] | None = None
    """How many classes there are, of blobs and spirals. Default: 3."""
    noise: NotNegative | None = None
    """The deviation of what is added to each number. Default: 0.5 for blobs, 0.1 for moons, spirals, xor and sine."""
    mean: float | None = None
    """Around what gaussian numbers lie. Default: 0."""
    stddev: NotNegative | None = None
    """How far gaussian numbers lie from the mean. Default: 1."""
    dimensions: Count | None = None
    """How many numbers an example of gaussian has. Default: 1."""

    @field_validator("length", "symbols", "digits", "classes", "noise", "mean", "stddev", "dimensions")
    @classmethod
    def _belongs_to_the_task(cls, value: object, info: ValidationInfo) -> object:
        task = info.data.get("task")
        if value is not None and task is not None and info.field_name not in TASKS[task].defaults:
            others = ", ".join(TASKS[task].defaults) or "none"
            expected = f"left out for {task}, whose settings are: {others}"
            raise problem("wrong-value", "", expected=expected, value=value)
        return value

    def facts(self) -> Facts:
        features, labels = TASKS[self.task].facts(self._settings())
        return Facts(features, labels, {"train": self.examples}, f"synthetic: {self.task}")

    def load(self) -> Loaded:
        features, labels = TASKS[self.task].arrays(self._settings(), self.examples, self.seed)
        return Loaded(
            facts=self.facts(),
            features={name: ArrayColumn(values) for name, values in features.items()},
            labels={name: ArrayColumn(values) for name, values in labels.items()},
            splits=splits(self.examples, self.examples),
            label_values=labels,
            fingerprint=digests.of_json([self.word, 1, self.model_dump()]),
        )

    def _settings(self) -> Settings:
        defaults = TASKS[self.task].defaults
        given = {name: getattr(self, name) for name in defaults}
        return {name: defaults[name] if value is None else value for name, value in given.items()}

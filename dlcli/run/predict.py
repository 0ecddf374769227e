"""What a trained model says of raw examples, in their order; memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlcli.ground.errors import DataError, UsageError
from dlcli.run.described import Description, Given, read_description
from dlcli.run.models import model_file, open_model
from dlcli.run.raw_inputs import raw_examples
from dlcli.run.raw_rows import Raw

if TYPE_CHECKING:
    import keras
    import numpy as np

BATCH = 64
Call = Callable[[dict[str, Any]], Any]
"""What answers a batch of raw values by name."""


@dataclass(frozen=True)
class Answer:
    """What is said of one label: a class with its probability and those of all, any number of them, or numbers."""

    name: str | None
    probabilities: tuple[float, ...]
    numbers: tuple[float, ...]
    several: tuple[tuple[str, float], ...] | None = None
    """The classes that an example has, with their probabilities, where it may have any number."""


@dataclass(frozen=True)
class Prediction:
    """An example by its name, and the answer to each label."""

    name: str
    answers: Mapping[str, Answer]


def predictions(
    target: Path, inputs: Sequence[str], *, skip_bad: bool, left_out: Callable[[DataError], None]
) -> tuple[Description, Generator[Prediction]]:
    """What the model takes and gives, and its answers, one example after the other.

    `left_out` is told of each example that cannot be read, where `skip_bad` leaves such examples out.

    Raises:
        UsageError: the run's objective answers no label.
        CheckpointError: there is no trained model.
        DataError: an example cannot be read.
    """
    description = read_description(target)
    if not description.gives:
        word = description.objective
        raise UsageError(f"{word} answers no label", where=str(target), help="dlcli sample shows what it makes")
    model = _opened(target, description)

    def every() -> Generator[Prediction]:
        # A file that is open when something is wrong is closed at once.
        with closing(raw_examples(inputs, description.takes)) as examples:
            good = _good(examples, skip_bad=skip_bad, left_out=left_out)
            while group := list(islice(good, _batch(description))):
                yield from _answered(model, description, group)

    return description, every()


def _opened(target: Path, description: Description) -> Call:
    import keras
    import tensorflow as tf

    from dlcli.build.front import input_name
    from dlcli.build.precision import keep_digits
    from dlcli.recipe.memory import WEIGHT_TYPES

    keras.config.set_floatx(WEIGHT_TYPES[description.precision])
    model: keras.Model = open_model(model_file(target))
    keep_digits(model)

    @tf.function(autograph=False, reduce_retracing=True)
    def call(inputs: dict[str, Any]) -> Any:
        if not isinstance(model.input, dict):
            return model(next(iter(inputs.values())), training=False)
        return model({input_name(name): values for name, values in inputs.items()}, training=False)

    return call


def _batch(description: Description) -> int:
    """Examples of one size go through the network together."""
    shapes = [each.shape for each in description.takes.values() if not each.text]
    return 1 if any(shape is None or None in shape for shape in shapes) else BATCH


def _good(examples: Iterable[Raw], *, skip_bad: bool, left_out: Callable[[DataError], None]) -> Iterator[Raw]:
    for each in examples:
        if each.wrong is None:
            yield each
        elif skip_bad:
            left_out(each.wrong)
        else:
            raise each.wrong


def _answered(
    call: Callable[[dict[str, Any]], Any], description: Description, group: Sequence[Raw]
) -> Iterator[Prediction]:
    import keras
    import numpy as np
    import tensorflow as tf

    values = {}
    for name, taken in description.takes.items():
        stacked = [each.values[name] for each in group]
        values[name] = tf.constant(stacked) if taken.text else tf.cast(np.stack(stacked), keras.config.floatx())
    outputs = call(values)
    by_label = outputs if isinstance(outputs, dict) else dict.fromkeys(description.gives, outputs)
    arrays = {label: _probable(by_label[label], given).numpy() for label, given in description.gives.items()}
    for row, each in enumerate(group):
        answers = {label: _answer(arrays[label][row], given) for label, given in description.gives.items()}
        yield Prediction(each.name, answers)


def _probable(output: Any, given: Given) -> Any:
    import tensorflow as tf

    if not given.from_logits:
        return output
    one_by_one = given.kind in ("binary", "multi_label") or output.shape[-1] == 1
    return tf.sigmoid(output) if one_by_one else tf.nn.softmax(output)


def _answer(output: np.ndarray, given: Given) -> Answer:
    numbers = tuple(float(each) for each in output.reshape(-1))
    if given.names is None or output.ndim != 1 or given.kind == "number":
        return Answer(None, (), numbers)
    if given.kind == "multi_label":
        said = tuple(each for each in zip(given.names, numbers, strict=True) if each[1] > given.boundary)
        return Answer(None, numbers, numbers, said)
    if len(numbers) == 1:
        # One number is the share of the second class.
        chosen = int(numbers[0] > given.boundary)
        return Answer(given.names[chosen], (1 - numbers[0], numbers[0]), numbers)
    return Answer(given.names[int(output.argmax())], numbers, numbers)

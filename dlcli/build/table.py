"""Tables in the pipeline and in a model: plain numbers side by side, behind them what transforms make of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlcli.parts.facts import TABLE, Feature
from dlcli.parts.sources._source import Column, Loaded
from dlcli.recipe.check import Checked

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class ChosenColumn:
    """Some of the numbers that stand side by side."""

    whole: Column
    places: tuple[int, ...]
    batched: bool = True

    def __len__(self) -> int:
        return len(self.whole)

    def fetch(self, rows: Any) -> Any:
        """The values of these rows, in a TensorFlow graph."""
        import tensorflow as tf

        return tf.gather(self.whole.fetch(rows), tf.constant(self.places, tf.int32), axis=-1)

    def unreadable(self) -> str | None:
        """The first file that cannot be read."""
        return self.whole.unreadable()


def columns_of(checked: Checked, loaded: Loaded) -> Mapping[str, Column]:
    """Features and labels by name; of a table the numbers that have no transforms of their own."""
    columns = {**loaded.labels, **loaded.features}
    if TABLE in loaded.features:
        every, plain = loaded.facts.features[TABLE].columns, checked.facts.features[TABLE].columns
        if every != plain:
            columns[TABLE] = ChosenColumn(columns[TABLE], tuple(map(every.index, plain)))
    return columns


def side_by_side(table: Feature, through: Callable[[str], Any], transforms: Callable[[Any], Any]) -> keras.KerasTensor:
    """A table from its raw columns; `through` gives a column behind its own transforms."""
    from dlcli.keras_objects.side_by_side import SideBySide

    numbers = [through(name) for name in table.columns]
    plain = [transforms(SideBySide(name=f"{TABLE}_numbers")(numbers))] if numbers else []
    return SideBySide(name=TABLE)([*plain, *map(through, table.beside)])

"""The source `keras_dataset`."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ValidationInfo, field_validator

from dlcli.ground import digests
from dlcli.ground.downloads import where_to_put
from dlcli.ground.errors import DataError
from dlcli.parts.facts import Facts, Feature, Label
from dlcli.parts.fields import Count, Whole
from dlcli.parts.part import problem
from dlcli.parts.sources._arrays import Rows, loaded_arrays, rows_of
from dlcli.parts.sources._classes import Classified
from dlcli.parts.sources._source import Loaded
from dlcli.parts.sources._table import table_arrays, table_features

if TYPE_CHECKING:
    import numpy as np

_GREY = Feature((28, 28, 1), (0, 255), image=True)
_COLOUR = Feature((32, 32, 3), (0, 255), image=True)
_DIGITS = tuple("0123456789")
_CLOTHES = (
    "t_shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle_boot",
)  # fmt: skip
_THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_HOUSING = (
    "longitude", "latitude", "housing_median_age", "total_rooms", "total_bedrooms", "population", "households",
    "median_income",
)  # fmt: skip


@dataclass(frozen=True)
class _Kept:
    """What is known of a data set without reading it."""

    classes: tuple[str, ...] = ()
    """None of numbers."""
    feature: Feature | None = None
    """Its pictures; None of texts and tables."""
    texts: bool = False
    train: int = 0
    test: int = 0


_SETS = {
    "mnist": _Kept(_DIGITS, _GREY, train=60_000, test=10_000),
    "fashion_mnist": _Kept(_CLOTHES, _GREY, train=60_000, test=10_000),
    "cifar10": _Kept(_THINGS, _COLOUR, train=50_000, test=10_000),
    "cifar100": _Kept(tuple(map(str, range(100))), _COLOUR, train=50_000, test=10_000),
    "imdb": _Kept(("negative", "positive"), texts=True, train=25_000, test=25_000),
    "reuters": _Kept(tuple(map(str, range(46))), texts=True, train=8_982, test=2_246),
    "california_housing": _Kept(train=16_512, test=4_128),
}
_STORED = {
    "fashion_mnist": ("datasets/fashion-mnist",),
    "cifar10": ("datasets", "cifar-10-batches-py-target_archive"),
    "cifar100": ("datasets", "cifar-100-python-target_archive"),
}
"""Where Keras looks for the file, and under which name, if not in its usual place and under its own."""
_OF_TEXTS = {"num_words": 10_000, "maxlen": 200}


class KerasDataset(Classified):
    """A data set that Keras downloads, into ~/.keras/datasets, when a recipe with it trains for the first time.

    mnist, fashion_mnist: 70,000 grey pictures, 28×28, of ten classes. cifar10, cifar100: 60,000 in colour, 32×32.
    imdb: 50,000 film reviews, negative or positive; reuters: 11,228 news of 46 topics: both are numbers of words in
    `text`, the most frequent from 3 on, 2 for one beyond `num_words`, 1 where a text begins, and 0 behind its end.
    california_housing: the median price of houses in 20,640 blocks. Each brings its own test split.

    Example:
        type: keras_dataset
        name: fashion_mnist
    """

    name: Literal["mnist", "fashion_mnist", "cifar10", "cifar100", "imdb", "reuters", "california_housing"]
    """Which one."""
    num_words: Annotated[int | None, Whole(4)] = None
    """How many numbers stand for words, of imdb and reuters. Default: 10000."""
    maxlen: Count | None = None
    """After how many words a text of imdb or reuters is cut off. Default: 200."""

    @field_validator("num_words", "maxlen")
    @classmethod
    def _is_of_texts(cls, value: int | None, info: ValidationInfo) -> int | None:
        name = info.data.get("name")
        if value is not None and name is not None and not _SETS[name].texts:
            raise problem("wrong-value", "", expected=f"left out for {name}, which has no texts", value=value)
        return value

    @field_validator("name")
    @classmethod
    def _has_the_classes(cls, name: str, info: ValidationInfo) -> str:
        given = [field for field in ("classes", "positive", "limit_per_class") if info.data.get(field) is not None]
        if given and not _SETS[name].classes:
            expected = f"a data set with classes, since `{given[0]}` is given"
            raise problem("wrong-value", "", expected=expected, value=name)
        return name

    def facts(self) -> Facts:
        kept = _SETS[self.name]
        whole = self.classes is None and self.limit_per_class is None
        sizes = {"train": kept.train if whole else None, "test": kept.test if whole else None}
        return Facts(self._features(), {"label": self._label()}, sizes, f"{self.word}: {self.name}")

    def load(self) -> Loaded:
        import numpy as np

        (x_train, y_train), (x_test, y_test) = self._downloaded()
        labels, train = np.concatenate([y_train, y_test]).reshape(-1), len(y_train)
        kept = _SETS[self.name]
        rows = Rows(np.arange(len(labels)), labels.astype(np.float64), train)
        if kept.classes:
            found = self.chosen(kept.classes, of=self.name)
            rows = rows_of(self, labels.astype(np.int64), kept.classes, found, train=train)
        features = self._arrays(x_train, x_test)
        facts = Facts(self._features(), {"label": self._label()}, rows.sizes(), f"{self.word}: {self.name}")
        content = [self.word, self.name, *(self._setting(name) for name in _OF_TEXTS), len(labels)]
        return loaded_arrays(
            facts,
            {name: values[rows.kept] for name, values in features.items()},
            rows.labels,
            train=rows.train,
            fingerprint=digests.of_json([*content, digests.of_bytes(labels.tobytes())]),
        )

    def _label(self) -> Label:
        names = _SETS[self.name].classes
        return self.label(self.chosen(names, of=self.name)) if names else Label("number")

    def _features(self) -> dict[str, Feature]:
        kept = _SETS[self.name]
        if kept.feature is not None:
            return {"image": kept.feature}
        if kept.texts:
            return {"text": Feature((self._setting("maxlen"),), vocabulary=self._setting("num_words"))}
        return table_features(_HOUSING)

    def _setting(self, name: str) -> int:
        given: int | None = getattr(self, name)
        return _OF_TEXTS[name] if given is None else given

    def _arrays(self, *parts: np.ndarray) -> dict[str, np.ndarray]:
        """The features of all rows, those that train first."""
        import numpy as np

        kept = _SETS[self.name]
        if kept.texts:
            return {"text": np.concatenate([_filled(each, self._setting("maxlen")) for each in parts])}
        values = np.concatenate(parts)
        if kept.feature is not None:
            return {"image": values.reshape(len(values), *map(int, np.shape(values)[1:3]), -1)}
        return table_arrays(_HOUSING, values.astype(np.float64))

    def _downloaded(self) -> Any:
        """What Keras reads; it asks for the file, compares its digest, and says so on stderr."""
        import keras

        options = {"num_words": self._setting("num_words")} if _SETS[self.name].texts else {}
        try:
            with redirect_stdout(sys.stderr):
                return getattr(keras.datasets, self.name).load_data(**options)
        except Exception as error:
            help_text = where_to_put(error, *_STORED.get(self.name, ("datasets",)))
            raise DataError(f"{self.name} cannot be read, or downloaded", help=help_text) from error


def _filled(texts: np.ndarray, length: int) -> np.ndarray:
    """Texts as rows of one length: their beginnings, and 0 behind those that are shorter."""
    import numpy as np

    rows = np.zeros((len(texts), length), np.int32)
    for row, text in zip(rows, texts, strict=True):
        row[: len(text)] = text[:length]
    return rows

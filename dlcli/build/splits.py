"""Which rows train, validate and test: disjoint by construction, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dlcli.ground import digests
from dlcli.ground.errors import DataError
from dlcli.parts.sources._source import Loaded, Times
from dlcli.recipe.split import FOLD, TIME, Split

if TYPE_CHECKING:
    import numpy as np

_SALT = 0x5917
Rows = dict[str, "np.ndarray"]


def split_rows(loaded: Loaded, split: Split, *, seed: int) -> Mapping[str, np.ndarray]:
    """Row numbers by split: `train`, and `validation` and `test` where there is one.

    A fraction is one of all examples, or of the training part where the source brings a test split.

    Raises:
        DataError: a split would be left without an example.
    """
    import numpy as np

    rest = np.asarray(loaded.splits["train"])
    found = {name: np.asarray(rows) for name, rows in loaded.splits.items() if name != "train"}
    for name, asked in (("test", split.test is not None), ("validation", split.validates)):
        if asked and name in found:
            message = f"the source brings a {name} split of its own, and data.split asks for another"
            key = "folds" if name == "validation" and split.folds is not None else name
            raise DataError(message, where="data.split", help=f"take `{key}` out of data.split")
    total = len(rest)
    found |= _parted(rest, loaded, split, seed)
    for name, rows in found.items():
        if len(rows) == 0:
            message = f"the {name} split has no example ({total} in all)"
            raise DataError(message, where="data.split", help="change the fractions, or bring more data")
    return found


def _parted(rows: np.ndarray, loaded: Loaded, split: Split, seed: int) -> Rows:
    if split.by == TIME or (split.by is None and loaded.times is not None):
        return _by_time(rows, loaded.times or _places(rows, loaded), split)
    if split.group is None and split.column is not None:
        return _by_digest(rows, _keys(loaded, split.column)[rows], split, seed)
    return _drawn(rows, loaded, split, seed)


def _keys(loaded: Loaded, column: str) -> np.ndarray:
    """The values of a column as text, one a row."""
    if loaded.keys is None:
        message = f"this source has no column {column!r} to split by"
        raise DataError(message, where="data.split", help="take `by` and `group` out of data.split")
    return loaded.keys(column)


def _places(rows: np.ndarray, loaded: Loaded) -> Times:
    """Each row at a time of its own, in the order of the data."""
    import numpy as np

    places = np.zeros(max(map(len, loaded.features.values())), np.int64)
    places[rows] = np.arange(len(rows))
    return Times(np.zeros_like(places), places, places)


def _by_time(rows: np.ndarray, times: Times, split: Split) -> Rows:
    """The last steps of each series test, those before them validate; what reaches over a border is left out."""
    import numpy as np

    series, first, last = (each[rows] for each in times)
    begins = {name: np.zeros(len(rows), np.int64) for name in ("validation", "test")}
    for one in np.unique(series):
        own = series == one
        start, end = int(first[own].min()), int(last[own].max()) + 1
        begins["test"][own] = end - round((split.test or 0) * (end - start))
        begins["validation"][own] = begins["test"][own] - round((split.validation or 0) * (end - start))
    found = {"train": rows[last < begins["validation"]]}
    if split.validation is not None:
        found["validation"] = rows[(first >= begins["validation"]) & (last < begins["test"])]
    if split.test is not None:
        found["test"] = rows[first >= begins["test"]]
    return found


def _by_digest(rows: np.ndarray, keys: np.ndarray, split: Split, seed: int) -> Rows:
    """Each value goes its own way, whatever other values there are."""
    import numpy as np

    values, inverse = np.unique(keys, return_inverse=True)
    places = np.array([_place(f"{seed} {value}") for value in values])[inverse]
    test = split.test or 0.0
    found, rest = {}, places >= test
    if split.test is not None:
        found["test"] = rows[~rest]
    if split.folds is not None:
        folds = np.array([int(_place(f"fold {seed} {value}") * split.folds) for value in values])[inverse]
        chosen = rest & (folds == (split.fold or FOLD) - 1)
    else:
        chosen = rest & (places < test + (split.validation or 0.0))
    if split.validates:
        found["validation"] = rows[chosen]
    return {**found, "train": rows[rest & ~chosen]}


def _place(value: str) -> float:
    """From 0 to below 1, by the digest of a text."""
    return int(digests.of_bytes(value.encode())[:13], 16) / 2**52


def _drawn(rest: np.ndarray, loaded: Loaded, split: Split, seed: int) -> Rows:
    """At random from the seed: rows, rows of each class, or groups that stay together."""
    import numpy as np

    generator = np.random.default_rng([seed, _SALT])
    groups = _keys(loaded, split.group) if split.group is not None else None
    strata = next(iter(loaded.label_values.values())) if split.stratify and loaded.label_values else None
    total, found = len(rest), dict[str, "np.ndarray"]()
    for name, fraction in (("test", split.test), ("validation", split.validation)):
        if fraction is None:
            continue
        if groups is not None:
            found[name] = _whole_groups(rest, fraction * total, groups, generator)
        else:
            found[name] = _chosen(rest, fraction * total, strata, generator)
        rest = np.setdiff1d(rest, found[name])
    if split.folds is not None:
        found["validation"] = rest[_folds(rest, groups, strata, split.folds, generator) == (split.fold or FOLD) - 1]
        rest = np.setdiff1d(rest, found["validation"])
    return {**found, "train": rest}


def _chosen(rows: np.ndarray, wanted: float, strata: np.ndarray | None, generator: np.random.Generator) -> np.ndarray:
    """About `wanted` of the rows, in the order of the data; by class in equal shares where there are strata."""
    import numpy as np

    if strata is None:
        return np.sort(generator.permutation(rows)[: round(wanted)])
    share = wanted / len(rows)
    values = strata[rows]
    parts = [generator.permutation(rows[values == value]) for value in np.unique(values)]
    return np.sort(np.concatenate([part[: round(share * len(part))] for part in parts]))


def _whole_groups(rows: np.ndarray, wanted: float, keys: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The rows of groups in a random order, until they come as near to `wanted` as whole groups can."""
    import numpy as np

    groups, inverse, counts = np.unique(keys[rows], return_inverse=True, return_counts=True)
    order = generator.permutation(len(groups))
    reached = np.concatenate([[0], np.cumsum(counts[order])])
    taken = order[: int(np.abs(reached - wanted).argmin())]
    return rows[np.isin(inverse, taken)]


def _folds(
    rows: np.ndarray, groups: np.ndarray | None, strata: np.ndarray | None, folds: int, generator: np.random.Generator
) -> np.ndarray:
    """The number of the fold of each row, of as equal sizes as can be."""
    import numpy as np

    found = np.empty(len(rows), np.int64)
    if groups is None:
        order = generator.permutation(len(rows))
        if strata is not None:
            order = order[np.argsort(strata[rows][order], kind="stable")]
        found[order] = np.arange(len(rows)) % folds
        return found
    _, inverse, counts = np.unique(groups[rows], return_inverse=True, return_counts=True)
    of_group, sizes = np.empty(len(counts), np.int64), np.zeros(folds, np.int64)
    order = generator.permutation(len(counts))
    # The largest groups first, each into the fold that has the fewest rows.
    for group in order[np.argsort(-counts[order], kind="stable")]:
        of_group[group] = sizes.argmin()
        sizes[of_group[group]] += counts[group]
    return of_group[inverse]
